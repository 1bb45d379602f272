package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Labels of nodes that have a new name, and what users of the old one are told. */
final class NodeLabels {
  private static final Map<String, String> DEPRECATED =
      Map.of(
          "beta.kubernetes.io/arch",
          "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
          "beta.kubernetes.io/os",
          "deprecated since v1.14; use \"kubernetes.io/os\" instead",
          "failure-domain.beta.kubernetes.io/region",
          "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
          "failure-domain.beta.kubernetes.io/zone",
          "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
          "beta.kubernetes.io/instance-type",
          "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
          "app.kubernetes.io/created-by",
          "deprecated since v1.9",
          "scheduler.alpha.kubernetes.io/preferAvoidPods",
          "deprecated since v1.22; use Taints and Tolerations instead",
          "node-role.kubernetes.io/master",
          "use \"node-role.kubernetes.io/control-plane\" instead");

  private static final Map<String, String> RENAMED =
      Map.of(
          "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
          "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type",
          "beta.kubernetes.io/os", "kubernetes.io/os",
          "beta.kubernetes.io/arch", "kubernetes.io/arch");

  private NodeLabels() {}

  static @Nullable String warning(String label) {
    return DEPRECATED.get(label);
  }

  /** The same requirements with the new names of zones, regions, systems and architectures. */
  static @Nullable Object current(@Nullable Object value) {
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>(list.size());
      list.forEach(element -> copy.add(current(element)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(String.valueOf(key), current(element)));
      return copy;
    }
    return value instanceof String text ? RENAMED.getOrDefault(text, text) : value;
  }

  /**
   * @param checksValues whether values that no label can have are told as well
   */
  static List<String> warnings(Field term, boolean checksValues) {
    List<String> warnings = new ArrayList<>(0);
    for (Field expression : term.at("matchExpressions").each()) {
      String key = expression.at("key").string();
      String warning = warning(key);
      if (warning != null) {
        warnings.add(expression.at("key").path() + ": " + key + " is " + warning);
      }
      if (checksValues) {
        for (Field value : expression.at("values").each()) {
          for (String message : Formats.labelValue(value.string())) {
            warnings.add(value.path() + ": " + value.string() + " is invalid, " + message);
          }
        }
      }
    }
    return warnings;
  }
}
