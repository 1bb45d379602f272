package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for the small kinds that limit or rank others: budgets, quotas, limits, priorities. */
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
      WorkloadRules.countOrPercent(min, true);
    }
    if (max.isSet()) {
      WorkloadRules.countOrPercent(max, true);
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
    priority.at("preemptionPolicy").oneOfIfSet("Never", "PreemptLowerPriority");
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
    runtime.at("overhead", "podFixed").entries().forEach(ResourceRules::quantity);
    TolerationRules.check(runtime.at("scheduling", "tolerations"));
  }

  static void quota(Field quota) {
    for (Field amount : quota.at("spec", "hard").entries()) {
      ResourceRules.quantity(amount);
    }
    Field scopes = quota.at("spec", "scopes");
    for (Object scope : scopes.list()) {
      if (!List.of(
              "Terminating",
              "NotTerminating",
              "BestEffort",
              "NotBestEffort",
              "PriorityClass",
              "CrossNamespacePodAffinity",
              "VolumeAttributesClass")
          .contains(String.valueOf(scope))) {
        scopes.invalid(scopes.list(), "unsupported scope");
      }
    }
    for (List<String> pair :
        List.of(List.of("BestEffort", "NotBestEffort"), List.of("Terminating", "NotTerminating"))) {
      if (scopes.list().containsAll(pair)) {
        scopes.invalid(scopes.list(), "conflicting scopes");
      }
    }
  }

  static void quotaChange(Field now, Field old) {
    Set<Object> a = new HashSet<>(now.at("spec", "scopes").list());
    Set<Object> b = new HashSet<>(old.at("spec", "scopes").list());
    if (!a.equals(b)) {
      now.at("spec", "scopes").invalid(Field.IMMUTABLE);
    }
  }
}
