package io.navarch.scheduler.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One requirement on a label, as in {@code matchExpressions} of label selectors and node selectors.
 *
 * @param values what the operator compares with; numbers for {@code GT} and {@code LT}
 */
public record Requirement(String key, Operator operator, List<String> values) {
  /** The operators of the API; {@code GT} and {@code LT} exist for nodes only. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GT,
    LT
  }

  public Requirement {
    values = List.copyOf(values);
  }

  public static Requirement of(String key, String operator, @Nullable List<String> values) {
    Operator parsed =
        switch (operator) {
          case "In" -> Operator.IN;
          case "NotIn" -> Operator.NOT_IN;
          case "Exists" -> Operator.EXISTS;
          case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
          case "Gt" -> Operator.GT;
          case "Lt" -> Operator.LT;
          default -> throw new IllegalArgumentException("unknown selector operator " + operator);
        };
    return new Requirement(key, parsed, values == null ? List.of() : values);
  }

  boolean matches(LabelSet labels) {
    return matches(labels.get(key));
  }

  /** Whether a label with this value (null: absent) satisfies the requirement. */
  boolean matches(@Nullable String value) {
    return switch (operator) {
      case IN -> value != null && values.contains(value);
      case NOT_IN -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
      case GT -> value != null && compare(value) > 0;
      case LT -> value != null && compare(value) < 0;
    };
  }

  /** Compares as whole numbers; 0 (which satisfies neither operator) where one is no number. */
  private int compare(String value) {
    try {
      return Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }
}
