package io.navarch.model.structural;

import io.navarch.model.object.ApiObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Range, factor and width of numbers. */
record NumberRules(
    @Nullable BigDecimal minimum,
    boolean aboveMinimum,
    @Nullable BigDecimal maximum,
    boolean belowMaximum,
    @Nullable BigDecimal multipleOf,
    String format) {
  private static final BigDecimal MIN_INT32 = BigDecimal.valueOf(Integer.MIN_VALUE);
  private static final BigDecimal MAX_INT32 = BigDecimal.valueOf(Integer.MAX_VALUE);
  private static final BigDecimal MIN_INT64 = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX_INT64 = BigDecimal.valueOf(Long.MAX_VALUE);

  static NumberRules of(Map<String, Object> openApi, List<String> types) {
    String format = types.equals(List.of("integer")) ? ApiObject.string(openApi, "format") : "";
    return new NumberRules(
        decimal(openApi.get("minimum")),
        Boolean.TRUE.equals(openApi.get("exclusiveMinimum")),
        decimal(openApi.get("maximum")),
        Boolean.TRUE.equals(openApi.get("exclusiveMaximum")),
        decimal(openApi.get("multipleOf")),
        format);
  }

  private static @Nullable BigDecimal decimal(@Nullable Object value) {
    return value instanceof Number n ? exact(n) : null;
  }

  private static BigDecimal exact(Number number) {
    return number instanceof Long l ? BigDecimal.valueOf(l) : new BigDecimal(number.toString());
  }

  private boolean isEmpty() {
    return minimum == null && maximum == null && multipleOf == null && format.isEmpty();
  }

  void check(String path, Number number, Violations found) {
    if (isEmpty()) {
      return;
    }
    BigDecimal value = exact(number);
    checkWidth(value, found);
    if (multipleOf != null
        && multipleOf.signum() > 0
        && value.remainder(multipleOf).signum() != 0) {
      found.invalid(path, number, "should be a multiple of " + shown(multipleOf));
    }
    if (maximum != null) {
      int compared = value.compareTo(maximum);
      if (belowMaximum ? compared >= 0 : compared > 0) {
        found.invalid(
            path,
            number,
            (belowMaximum ? "should be less than " : "should be less than or equal to ")
                + shown(maximum));
      }
    }
    if (minimum != null) {
      int compared = value.compareTo(minimum);
      if (aboveMinimum ? compared <= 0 : compared < 0) {
        found.invalid(
            path,
            number,
            (aboveMinimum ? "should be greater than " : "should be greater than or equal to ")
                + shown(minimum));
      }
    }
  }

  private void checkWidth(BigDecimal value, Violations found) {
    boolean fits =
        switch (format) {
          case "int32" -> value.compareTo(MIN_INT32) >= 0 && value.compareTo(MAX_INT32) <= 0;
          case "int64" -> value.compareTo(MIN_INT64) >= 0 && value.compareTo(MAX_INT64) <= 0;
          default -> true;
        };
    if (!fits) {
      found.whole("Checked value must be of type integer with format " + format);
    }
  }

  private static String shown(BigDecimal limit) {
    return limit.stripTrailingZeros().scale() <= 0
        ? limit.toBigInteger().toString()
        : limit.stripTrailingZeros().toPlainString();
  }
}
