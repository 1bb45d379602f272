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
    handler.check(Formats.dns1123Label(handler.string()));
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

  static void limitRange(Field range) {
    Set<String> types = new HashSet<>();
    for (Field limit : range.at("spec", "limits").each()) {
      Field type = limit.at("type");
      if (!List.of("Pod", "Container", "PersistentVolumeClaim").contains(type.string())) {
        if (!type.string().contains("/") || !Formats.labelKey(type.string()).isEmpty()) {
          type.invalid("must be a standard limit type or fully qualified");
        }
      }
      if (!types.add(type.string())) {
        type.duplicate();
      }
      if (type.is("Pod")) {
        for (String member : List.of("default", "defaultRequest")) {
          if (limit.at(member).size() > 0) {
            limit.at(member).forbidden("may not be specified when `type` is 'Pod'");
          }
        }
      }
      limitOrder(limit);
    }
  }

  /** min, defaultRequest, default and max come in this order. */
  private static void limitOrder(Field limit) {
    List<String> order = List.of("min", "defaultRequest", "default", "max");
    Set<String> names = new HashSet<>();
    order.forEach(m -> names.addAll(limit.at(m).keys()));
    for (String name : names) {
      for (int i = 0; i < order.size(); i++) {
        for (int j = i + 1; j < order.size(); j++) {
          var low = ResourceRules.parsed(limit.at(order.get(i)).map().get(name));
          var high = ResourceRules.parsed(limit.at(order.get(j)).map().get(name));
          if (low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) > 0) {
            String what = label(order.get(i)) + " value " + low.get();
            limit
                .at(order.get(i))
                .key(name)
                .invalid(
                    low.get().toString(),
                    what + " is greater than " + label(order.get(j)) + " value " + high.get());
          }
        }
      }
    }
  }

  private static String label(String member) {
    return member.equals("defaultRequest") ? "default request" : member;
  }
}
