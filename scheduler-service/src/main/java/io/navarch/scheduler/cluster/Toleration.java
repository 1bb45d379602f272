package io.navarch.scheduler.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A pod's toleration.
 *
 * @param key the taint key; empty with {@code EXISTS} tolerates every key
 * @param effect the effect it is limited to; null: every effect
 */
public record Toleration(
    String key, Operator operator, String value, Taint.@Nullable Effect effect) {
  /** How the value is compared; {@code GT} and {@code LT} compare whole numbers. */
  public enum Operator {
    EQUAL,
    EXISTS,
    GT,
    LT
  }

  public static Operator operator(@Nullable String name) {
    return switch (name == null || name.isEmpty() ? "Equal" : name) {
      case "Equal" -> Operator.EQUAL;
      case "Exists" -> Operator.EXISTS;
      case "Gt" -> Operator.GT;
      case "Lt" -> Operator.LT;
      default -> throw new IllegalArgumentException("unknown toleration operator " + name);
    };
  }

  public boolean tolerates(Taint taint) {
    if (effect != null && effect != taint.effect()) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.key())) {
      return false;
    }
    return switch (operator) {
      case EXISTS -> true;
      case EQUAL -> value.equals(taint.value());
      // Comparison of numbers is behind a gate that is off in 1.36: such a toleration never holds.
      case GT, LT -> false;
    };
  }
}
