package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what {@code matchLabelKeys} and {@code mismatchLabelKeys} mean for one pod into the label
 * selectors beside them.
 */
final class MatchLabelKeys {
  private MatchLabelKeys() {}

  static void mergeInto(Map<String, Object> spec, Map<String, Object> labels) {
    for (Map<String, Object> constraint : PodDefaults.maps(spec, "topologySpreadConstraints")) {
      merge(constraint, labels);
    }
    Map<String, Object> affinity = ApiObject.mapAt(spec, "affinity");
    for (String side : List.of("podAffinity", "podAntiAffinity")) {
      Map<String, Object> terms = ApiObject.mapAt(affinity, side);
      PodDefaults.maps(terms, "requiredDuringSchedulingIgnoredDuringExecution")
          .forEach(term -> merge(term, labels));
      for (Map<String, Object> weighted :
          PodDefaults.maps(terms, "preferredDuringSchedulingIgnoredDuringExecution")) {
        if (weighted.get("podAffinityTerm") instanceof Map<?, ?>) {
          merge(ApiObject.child(weighted, "podAffinityTerm"), labels);
        }
      }
    }
  }

  private static void merge(Map<String, Object> term, Map<String, Object> labels) {
    if (!(term.get("labelSelector") instanceof Map<?, ?>)) {
      return;
    }
    Map<String, Object> selector = ApiObject.child(term, "labelSelector");
    add(selector, ApiObject.listAt(term, "matchLabelKeys"), "In", labels);
    add(selector, ApiObject.listAt(term, "mismatchLabelKeys"), "NotIn", labels);
  }

  private static void add(
      Map<String, Object> selector,
      List<Object> keys,
      String operator,
      Map<String, Object> labels) {
    for (Object key : keys) {
      Object value = labels.get(String.valueOf(key));
      if (value == null) {
        continue;
      }
      Map<String, Object> expression = new LinkedHashMap<>();
      expression.put("key", key);
      expression.put("operator", operator);
      expression.put("values", new ArrayList<>(List.of(value)));
      List<Object> all = new ArrayList<>(ApiObject.listAt(selector, "matchExpressions"));
      all.add(expression);
      selector.put("matchExpressions", all);
    }
  }
}
