package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.StatusCause;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When a PodDisruptionBudget lets a pod go. Pure; rules and texts of the eviction API. */
final class DisruptionRules {
  private static final int MAX_UNCONFIRMED = 2_000;
  private static final String REFUSED =
      "Cannot evict pod as it would violate the pod's disruption budget.";

  private DisruptionRules() {}

  /** Whether a pod's going takes nothing away that a budget guards. */
  static boolean needsNoBudget(ApiObject pod) {
    Object phase = pod.at("status", "phase");
    return pod.isBeingDeleted()
        || "Succeeded".equals(phase)
        || "Failed".equals(phase)
        || "Pending".equals(phase);
  }

  /** Whether an unhealthy pod may go without being counted. */
  static boolean unhealthyMayGo(ApiObject pod, ApiObject budget) {
    if (isReady(pod)) {
      return false;
    }
    if ("AlwaysAllow".equals(budget.at("spec", "unhealthyPodEvictionPolicy"))) {
      return true;
    }
    long desired = number(budget.at("status", "desiredHealthy"));
    return number(budget.at("status", "currentHealthy")) >= desired && desired > 0;
  }

  private static boolean isReady(ApiObject pod) {
    return pod.at("status", "conditions") instanceof List<?> conditions
        && conditions.stream()
            .anyMatch(
                c ->
                    c instanceof Map<?, ?> m
                        && "Ready".equals(m.get("type"))
                        && "True".equals(m.get("status")));
  }

  /**
   * Takes one disruption from the budget for the pod, in place.
   *
   * @throws ApiException 429 when the budget is used up, 403 when its status makes no sense
   */
  static ApiObject take(ApiObject budget, String pod, Instant now) {
    Map<String, Object> status = ApiObject.child(budget.root(), "status");
    if (number(status.get("observedGeneration")) < budget.generation()) {
      throw refusal(
          "The disruption budget " + budget.name() + " is still being processed by the server.",
          10);
    }
    long allowed = number(status.get("disruptionsAllowed"));
    if (allowed < 0) {
      throw ApiException.forbidden(
          "policy", "poddisruptionbudget", budget.name(), "pdb disruptions allowed is negative");
    }
    Map<String, Object> disrupted = ApiObject.child(status, "disruptedPods");
    if (disrupted.size() > MAX_UNCONFIRMED) {
      throw ApiException.forbidden(
          "policy",
          "poddisruptionbudget",
          budget.name(),
          "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
    }
    if (allowed == 0) {
      throw refusal(why(budget, status), 0);
    }
    status.put("disruptionsAllowed", allowed - 1);
    if (allowed == 1) {
      closeCondition(status, now);
    }
    disrupted.put(pod, SystemFields.time(now));
    return budget;
  }

  private static void closeCondition(Map<String, Object> status, Instant now) {
    for (Object c : ApiObject.listAt(status, "conditions")) {
      if (c instanceof Map<?, ?> m && "DisruptionAllowed".equals(m.get("type"))) {
        @SuppressWarnings("unchecked")
        Map<String, Object> condition = (Map<String, Object>) m;
        if (!"False".equals(condition.put("status", "False"))) {
          condition.put("lastTransitionTime", SystemFields.time(now));
        }
        condition.put("reason", "InsufficientPods");
      }
    }
  }

  private static String why(ApiObject budget, Map<String, Object> status) {
    Map<?, ?> condition = new LinkedHashMap<>();
    for (Object c : ApiObject.listAt(status, "conditions")) {
      if (c instanceof Map<?, ?> m && "DisruptionAllowed".equals(m.get("type"))) {
        condition = m;
      }
    }
    String name = "The disruption budget " + budget.name();
    boolean closed =
        "False".equals(condition.get("status"))
            && condition.get("message") instanceof String text
            && !text.isEmpty();
    if (closed && "SyncFailed".equals(condition.get("reason"))) {
      return name
          + " does not allow evicting pods currently because it failed sync: "
          + condition.get("message");
    }
    long desired = number(status.get("desiredHealthy"));
    long current = number(status.get("currentHealthy"));
    if (current <= desired) {
      return name + " needs " + desired + " healthy pods and has " + current + " currently";
    }
    return closed
        ? name
            + " does not allow evicting pods currently ("
            + condition.get("reason")
            + "): "
            + condition.get("message")
        : name + " does not allow evicting pods currently";
  }

  private static ApiException refusal(String cause, int retryAfterSeconds) {
    return new ApiException(
        429,
        "TooManyRequests",
        REFUSED,
        new ApiException.Details(
            "",
            "",
            "",
            "",
            List.of(new StatusCause("DisruptionBudget", cause, "")),
            retryAfterSeconds));
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number n ? n.longValue() : 0;
  }
}
