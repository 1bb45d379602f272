package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes the conditions of a CustomResourceDefinition. */
public final class DefinitionStatus {
  /** The finalizer that keeps a definition until its last instance is gone. */
  public static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private DefinitionStatus() {}

  /** A condition's parts. */
  public record Condition(String type, String status, String reason, String message) {}

  public static @Nullable Map<String, Object> find(ApiObject definition, String type) {
    for (Map<String, Object> each :
        PodDefaults.maps(ApiObject.mapAt(definition.root(), "status"), "conditions")) {
      if (type.equals(each.get("type"))) {
        return each;
      }
    }
    return null;
  }

  public static boolean isTrue(ApiObject definition, String type) {
    Map<String, Object> condition = find(definition, type);
    return condition != null && "True".equals(condition.get("status"));
  }

  /** Whether the condition says this already. */
  public static boolean says(ApiObject definition, Condition wanted) {
    Map<String, Object> found = find(definition, wanted.type());
    return found != null
        && wanted.status().equals(found.get("status"))
        && wanted.reason().equals(found.get("reason"))
        && wanted.message().equals(found.get("message"));
  }

  /** Whether the authorities of a conversion webhook, if there are any, can be read. */
  public static boolean hasUsableBundle(ApiObject definition) {
    return !(definition.at("spec", "conversion", "webhook", "clientConfig", "caBundle")
            instanceof String bundle)
        || ClientConfigRules.bundleViolation(bundle).isEmpty();
  }

  /** Sets a condition; its time is kept while its status stays. */
  public static void set(ApiObject definition, Condition wanted, Instant now) {
    Map<String, Object> status = ApiObject.child(definition.root(), "status");
    List<Object> conditions = new ArrayList<>(ApiObject.listAt(status, "conditions"));
    Map<String, Object> before = find(definition, wanted.type());
    Map<String, Object> after = new LinkedHashMap<>();
    after.put("type", wanted.type());
    after.put("status", wanted.status());
    after.put("lastTransitionTime", time(now));
    if (before != null
        && wanted.status().equals(before.get("status"))
        && before.get("lastTransitionTime") instanceof String since) {
      after.put("lastTransitionTime", since);
    }
    after.put("reason", wanted.reason());
    after.put("message", wanted.message());
    int place = before == null ? -1 : conditions.indexOf(before);
    if (place < 0) {
      conditions.add(after);
    } else {
      conditions.set(place, after);
    }
    status.put("conditions", conditions);
  }

  private static String time(Instant instant) {
    return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * Begins the end of a definition: its instances go first. Neither a grace period nor a new
   * generation says so.
   */
  public static void markForDeletion(ApiObject definition, Instant now) {
    List<String> finalizers = new ArrayList<>(definition.finalizers());
    if (!finalizers.contains(CLEANUP)) {
      finalizers.add(CLEANUP);
      definition.metadata().put("finalizers", finalizers);
    }
    definition.metadata().put("deletionTimestamp", time(now));
    set(
        definition,
        new Condition(
            "Terminating",
            "True",
            "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin"
                + " soon"),
        now);
  }
}
