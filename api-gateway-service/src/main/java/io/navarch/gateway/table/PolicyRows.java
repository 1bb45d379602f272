package io.navarch.gateway.table;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The cells of quotas, budgets, classes of Pods, devices and of what is left. */
final class PolicyRows {
  private static final String NOT_SET = "N/A";

  private PolicyRows() {}

  static List<Object> disruptionBudget(Part object, Instant now) {
    return List.of(
        Row.name(object),
        object.at("spec", "minAvailable").textOr(NOT_SET),
        object.at("spec", "maxUnavailable").textOr(NOT_SET),
        object.at("status", "disruptionsAllowed").number(),
        Row.age(object, now));
  }

  static List<Object> quota(Part object, Instant now) {
    Part status = object.at("status");
    return List.of(
        Row.name(object), usage(status, false), usage(status, true), Row.age(object, now));
  }

  private static String usage(Part status, boolean limits) {
    return status.at("hard").members().entrySet().stream()
        .filter(hard -> hard.getKey().startsWith("limits.") == limits)
        .map(
            hard ->
                hard.getKey()
                    + ": "
                    + StorageRows.quantity(status.at("used", hard.getKey()))
                    + "/"
                    + StorageRows.quantity(hard.getValue()))
        .collect(Collectors.joining(", "));
  }

  static List<Object> priorityClass(Part object, Instant now) {
    return List.of(
        Row.name(object),
        object.at("value").number(),
        object.at("globalDefault").isTrue(),
        Row.age(object, now),
        object.at("preemptionPolicy").text());
  }

  static List<Object> runtimeClass(Part object, Instant now) {
    return List.of(Row.name(object), object.at("handler").text(), Row.age(object, now));
  }

  static List<Object> componentStatus(Part object, Instant now) {
    Part health = object.at("conditions").ofType("Healthy");
    String status = health.at("status").isText("True") ? "Healthy" : "Unhealthy";
    return List.of(
        Row.name(object),
        health.isPresent() ? status : "Unknown",
        health.at("message").text(),
        health.at("error").text());
  }

  static List<Object> scale(Part object, Instant now) {
    return List.of(
        Row.name(object),
        object.at("spec", "replicas").number(),
        object.at("status", "replicas").number(),
        Row.age(object, now));
  }

  static List<Object> resourceClaim(Part object, Instant now) {
    return List.of(Row.name(object), claimState(object), Row.age(object, now));
  }

  private static String claimState(Part claim) {
    boolean deleted = claim.at("metadata", "deletionTimestamp").isPresent();
    if (!claim.at("status", "allocation").isPresent()) {
      return deleted ? "deleted" : "pending";
    }
    return (deleted ? "deleted," : "")
        + "allocated"
        + (claim.at("status", "reservedFor").count() > 0 ? ",reserved" : "");
  }

  static List<Object> resourceSlice(Part object, Instant now) {
    Part spec = object.at("spec");
    return List.of(
        Row.name(object),
        spec.at("nodeName").text(),
        spec.at("driver").text(),
        spec.at("pool", "name").text(),
        Row.age(object, now));
  }
}
