package io.navarch.gateway.aggregation;

import io.navarch.model.object.ApiObject;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The condition {@code Available} of an APIService. */
final class ApiConditions {
  private ApiConditions() {}

  /** What the condition says. */
  record Availability(boolean available, String reason, String message) {
    static final Availability LOCAL =
        new Availability(true, "Local", "Local APIServices are always available");
    static final Availability PASSED = new Availability(true, "Passed", "all checks passed");

    static Availability missing(String reason, String message) {
      return new Availability(false, reason, message);
    }
  }

  static boolean isAvailable(ApiObject apiService) {
    return "True".equals(condition(apiService).get("status"));
  }

  static boolean says(ApiObject apiService, Availability wanted) {
    Map<?, ?> now = condition(apiService);
    return (wanted.available() ? "True" : "False").equals(now.get("status"))
        && wanted.reason().equals(now.get("reason"))
        && wanted.message().equals(now.get("message"));
  }

  private static Map<?, ?> condition(ApiObject apiService) {
    Map<String, Object> status = ApiObject.mapAt(apiService.root(), "status");
    for (Object each : ApiObject.listAt(status, "conditions")) {
      if (each instanceof Map<?, ?> condition && "Available".equals(condition.get("type"))) {
        return condition;
      }
    }
    return Map.of();
  }

  static void set(ApiObject apiService, Availability wanted, Instant now) {
    Map<?, ?> before = condition(apiService);
    String status = wanted.available() ? "True" : "False";
    Object since = before.get("lastTransitionTime");
    Map<String, Object> after = new LinkedHashMap<>();
    after.put("type", "Available");
    after.put("status", status);
    after.put(
        "lastTransitionTime",
        status.equals(before.get("status")) && since != null
            ? since
            : DateTimeFormatter.ISO_INSTANT.format(now.truncatedTo(ChronoUnit.SECONDS)));
    after.put("reason", wanted.reason());
    after.put("message", wanted.message());
    Map<String, Object> parent = ApiObject.child(apiService.root(), "status");
    List<Object> conditions = new ArrayList<>(ApiObject.listAt(parent, "conditions"));
    conditions.remove(before);
    conditions.add(after);
    parent.put("conditions", conditions);
  }
}
