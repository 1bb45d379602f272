package io.navarch.model.quota;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What quotas ask about pods beside their amounts. */
final class PodQuality {
  private PodQuality() {}

  /** Whether no container says anything of CPU and memory. */
  static boolean isBestEffort(ApiObject pod) {
    Map<String, Object> spec = ApiObject.mapAt(pod.root(), "spec");
    if (says(spec)) {
      return false;
    }
    for (String list : List.of("containers", "initContainers")) {
      if (ApiObject.listAt(spec, list).stream().anyMatch(PodQuality::says)) {
        return false;
      }
    }
    return true;
  }

  private static boolean says(Object holder) {
    for (String which : List.of("requests", "limits")) {
      Map<String, Quantity> amounts = PodAmounts.amounts(holder, which);
      for (String resource : List.of("cpu", "memory")) {
        if (amounts.containsKey(resource) && amounts.get(resource).signum() > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether an affinity term names or selects namespaces. */
  static boolean lookIntoOtherNamespaces(ApiObject pod) {
    Map<String, Object> affinity = ApiObject.mapAt(ApiObject.mapAt(pod.root(), "spec"), "affinity");
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      Map<String, Object> terms = ApiObject.mapAt(affinity, kind);
      for (Object term :
          ApiObject.listAt(terms, "requiredDuringSchedulingIgnoredDuringExecution")) {
        if (namesNamespaces(term)) {
          return true;
        }
      }
      for (Object weighted :
          ApiObject.listAt(terms, "preferredDuringSchedulingIgnoredDuringExecution")) {
        if (weighted instanceof Map<?, ?> tree && namesNamespaces(tree.get("podAffinityTerm"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean namesNamespaces(@Nullable Object term) {
    return term instanceof Map<?, ?> tree
        && ((tree.get("namespaces") instanceof List<?> names && !names.isEmpty())
            || tree.get("namespaceSelector") != null);
  }
}
