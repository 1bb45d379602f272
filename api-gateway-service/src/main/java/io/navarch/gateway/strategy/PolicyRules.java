package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for the small kinds that limit or rank others: budgets, priorities, runtimes. */
final class PolicyRules {
  private static final long MAX_USER_PRIORITY = 1_000_000_000;

  private PolicyRules() {}

  static void disruptionBudget(Field budget) {
    Field spec = budget.at("spec");
    Field min = spec.at("minAvailable");
    Field max = spec.at("maxUnavailable");
    if (min.isSet() && max.isSet()) {
      spec.invalid(spec.map(), "minAvailable and maxUnavailable cannot be both set");
    }
    if (min.isSet()) {
      WorkloadRules.countOrPercent(min);
      WorkloadRules.notAboveAll(min);
    }
    if (max.isSet()) {
      WorkloadRules.countOrPercent(max);
      WorkloadRules.notAboveAll(max);
    }
    AffinityRules.selector(spec.at("selector"));
    spec.at("unhealthyPodEvictionPolicy").oneOfIfSet("AlwaysAllow", "IfHealthyBudget");
  }

  static void priorityClass(Field priority) {
    String name = priority.at("metadata", "name").string();
    long value = priority.at("value").number();
    if (name.startsWith("system-")) {
      long expected =
          switch (name) {
            case "system-cluster-critical" -> 2_000_000_000L;
            case "system-node-critical" -> 2_000_001_000L;
            default -> -1;
          };
      if (expected < 0) {
        priority
            .at("metadata", "name")
            .forbidden(
                "priority class names with 'system-' prefix are reserved for system use only."
                    + " error: "
                    + name
                    + " is not a known system priority class");
      } else if (value != expected) {
        priority
            .at("metadata", "name")
            .forbidden(
                "priority class names with 'system-' prefix are reserved for system use only."
                    + " error: value of "
                    + name
                    + " PriorityClass must be "
                    + expected);
      }
    } else if (value > MAX_USER_PRIORITY) {
      priority
          .at("value")
          .forbidden("maximum allowed value of a user defined priority is " + MAX_USER_PRIORITY);
    }
    priority.at("preemptionPolicy").oneOfIfSet("PreemptLowerPriority", "Never");
  }

  static void priorityClassChange(Field now, Field old) {
    if (now.at("value").number() != old.at("value").number()) {
      now.at("value").forbidden("may not be changed in an update.");
    }
    now.at("preemptionPolicy").immutable(old.at("preemptionPolicy"));
  }

  static void runtimeClass(Field runtime) {
    Field handler = runtime.at("handler");
    if (handler.requirePresent()) {
      handler.check(Formats.dns1123Label(handler.string()));
    }
    ResourceRules.ofLimits(
        runtime.at("overhead", "podFixed").reportedAs(runtime.at("overhead", "limits")));
    WorkloadRules.labels(runtime.at("scheduling", "nodeSelector"));
    Field tolerations = runtime.at("scheduling", "tolerations");
    TolerationRules.check(tolerations);
    Set<Object> seen = new HashSet<>();
    for (Field toleration : tolerations.each()) {
      if (!seen.add(toleration.value())) {
        toleration.duplicate();
      }
    }
  }

  static void disruptionBudgetStatus(Field budget) {
    Field status = budget.at("status");
    ConditionRules.check(status.at("conditions"));
    for (String count :
        List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")) {
      status.at(count).notNegative();
    }
  }
}
