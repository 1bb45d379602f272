package io.navarch.model.jsonpath;

import io.navarch.model.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A comparison in a path: {@code @.type=="Ready"}, or {@code @.name} for being there at all. */
record JsonPathFilter(Operand left, String operator, @Nullable Operand right) {

  /** One side: a path from the element, or a value. */
  sealed interface Operand {
    record Path(JsonPath path) implements Operand {}

    record Value(@Nullable Object value) implements Operand {}
  }

  boolean holds(@Nullable Object element) {
    List<@Nullable Object> lefts = values(left, element);
    if (right == null) {
      return !lefts.isEmpty();
    }
    List<@Nullable Object> rights = values(right, element);
    if (lefts.isEmpty() || rights.isEmpty()) {
      return false;
    }
    return compare(lefts.getFirst(), rights.getFirst());
  }

  private static List<@Nullable Object> values(Operand operand, @Nullable Object element) {
    return switch (operand) {
      case Operand.Path(JsonPath path) -> path.find(element);
      case Operand.Value(Object value) -> java.util.Collections.singletonList(value);
    };
  }

  private boolean compare(@Nullable Object a, @Nullable Object b) {
    return switch (operator) {
      case "==" -> Json.equal(a, b) || sameNumber(a, b);
      case "!=" -> !Json.equal(a, b) && !sameNumber(a, b);
      default -> ordered(a, b);
    };
  }

  private static boolean sameNumber(@Nullable Object a, @Nullable Object b) {
    return a instanceof Number x && b instanceof Number y && x.doubleValue() == y.doubleValue();
  }

  private boolean ordered(@Nullable Object a, @Nullable Object b) {
    int order;
    if (a instanceof Number x && b instanceof Number y) {
      order = Double.compare(x.doubleValue(), y.doubleValue());
    } else if (a instanceof String x && b instanceof String y) {
      order = x.compareTo(y);
    } else {
      return false;
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }
}
