package io.navarch.model.quota;

import java.util.List;
import java.util.Set;

/**
 * One scope of a quota: which objects it counts at all.
 *
 * @param name such as {@code Terminating} or {@code PriorityClass}
 * @param operator {@code Exists}, {@code DoesNotExist}, {@code In} or {@code NotIn}
 */
public record QuotaScope(String name, String operator, List<String> values) {
  public QuotaScope {
    values = List.copyOf(values);
  }

  /** As the API writes it in its refusals. */
  @Override
  public String toString() {
    return "{" + name + " " + operator + " [" + String.join(" ", values) + "]}";
  }

  /** Whether an object with one of these class names is meant; none stands for no class. */
  boolean selects(Set<String> classes) {
    return switch (operator) {
      case "Exists" -> !classes.isEmpty();
      case "DoesNotExist" -> classes.isEmpty();
      case "In" -> classes.stream().anyMatch(values::contains);
      case "NotIn" ->
          classes.isEmpty() || classes.stream().anyMatch(name -> !values.contains(name));
      default -> false;
    };
  }
}
