package io.navarch.controller.pod;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether labels match a selector of the API. */
public final class Selectors {

  private Selectors() {}

  /** An absent selector matches nothing, an empty one everything. */
  public static boolean matches(
      @Nullable LabelSelector selector, @Nullable Map<String, String> labels) {
    if (selector == null) {
      return false;
    }
    Map<String, String> present = labels == null ? Map.of() : labels;
    return containsAll(selector.getMatchLabels(), present)
        && selector.getMatchExpressions().stream().allMatch(each -> holds(each, present));
  }

  /** An empty or absent map matches nothing, as for Services and ReplicationControllers. */
  public static boolean matchesMap(
      @Nullable Map<String, String> selector, @Nullable Map<String, String> labels) {
    return selector != null
        && !selector.isEmpty()
        && containsAll(selector, labels == null ? Map.of() : labels);
  }

  public static boolean isEmpty(@Nullable LabelSelector selector) {
    return selector == null
        || ((selector.getMatchLabels() == null || selector.getMatchLabels().isEmpty())
            && selector.getMatchExpressions().isEmpty());
  }

  private static boolean containsAll(
      @Nullable Map<String, String> wanted, Map<String, String> present) {
    if (wanted == null) {
      return true;
    }
    for (var entry : wanted.entrySet()) {
      if (!entry.getValue().equals(present.get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(LabelSelectorRequirement each, Map<String, String> present) {
    String value = present.get(each.getKey());
    List<String> values = each.getValues();
    return switch (each.getOperator()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> throw new IllegalArgumentException("operator " + each.getOperator());
    };
  }
}
