package io.navarch.model.structural;

import io.navarch.model.json.GoNumbers;
import io.navarch.model.object.ApiObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Range, factor and width of numbers. Integers are compared with the integer part of a limit, as
 * the API's schema validator does; a limit that is itself no value of the type is reported too.
 */
record NumberRules(
    @Nullable Double minimum,
    boolean aboveMinimum,
    @Nullable Double maximum,
    boolean belowMaximum,
    @Nullable Double multipleOf,
    String type,
    String format) {
  private static final String INTEGER = "integer";
  private static final BigInteger LEAST_INT32 = BigInteger.valueOf(Integer.MIN_VALUE);
  private static final BigInteger GREATEST_INT32 = BigInteger.valueOf(Integer.MAX_VALUE);

  static NumberRules of(Map<String, Object> openApi, List<String> types) {
    String type = types.size() == 1 ? types.getFirst() : "";
    String format = ApiObject.string(openApi, "format");
    boolean known =
        switch (type) {
          case INTEGER -> format.equals("int32") || format.equals("int64");
          case "number" -> format.equals("float") || format.equals("double");
          default -> false;
        };
    return new NumberRules(
        limit(openApi.get("minimum")),
        Boolean.TRUE.equals(openApi.get("exclusiveMinimum")),
        limit(openApi.get("maximum")),
        Boolean.TRUE.equals(openApi.get("exclusiveMaximum")),
        limit(openApi.get("multipleOf")),
        type.equals(INTEGER) || type.equals("number") ? type : "",
        known ? format : "");
  }

  private static @Nullable Double limit(@Nullable Object value) {
    return value instanceof Number n ? n.doubleValue() : null;
  }

  void check(String path, Number number, Violations found) {
    checkRange("Checked", number, path, found);
    if (multipleOf != null) {
      boolean fits = checkRange("MultipleOf", multipleOf, path, found);
      checkFactor(path, number, multipleOf, fits, found);
    }
    if (minimum != null) {
      boolean fits = checkRange("Minimum boundary", minimum, path, found);
      Limit limit = Limit.of(number, minimum, fits);
      int compared = limit.compared();
      if (aboveMinimum ? compared <= 0 : compared < 0) {
        found.invalid(
            path,
            limit.value(),
            (aboveMinimum ? "should be greater than " : "should be greater than or equal to ")
                + limit.shown());
      }
    }
    if (maximum != null) {
      boolean fits = checkRange("Maximum boundary", maximum, path, found);
      Limit limit = Limit.of(number, maximum, fits);
      int compared = limit.compared();
      if (belowMaximum ? compared >= 0 : compared > 0) {
        found.invalid(
            path,
            limit.value(),
            (belowMaximum ? "should be less than " : "should be less than or equal to ")
                + limit.shown());
      }
    }
  }

  /**
   * A value beside a limit, both in the form in which they are compared.
   *
   * @param value whole, or a double
   */
  private record Limit(Number value, int compared, String shown) {
    static Limit of(Number value, double limit, boolean fits) {
      if (fits && value instanceof Long whole) {
        return new Limit(value, Long.compare(whole, (long) limit), String.valueOf((long) limit));
      }
      double number = value.doubleValue();
      return new Limit(number, Double.compare(number, limit), GoNumbers.shown(limit));
    }
  }

  private static void checkFactor(
      String path, Number number, double factor, boolean fits, Violations found) {
    boolean whole = fits && number instanceof Long;
    Number shown = whole ? (Number) (long) factor : (Number) factor;
    if (shown.doubleValue() <= 0) {
      found.invalidText(
          path,
          shown,
          "factor MultipleOf declared for "
              + path
              + " must be positive: "
              + GoNumbers.shown(shown));
      return;
    }
    boolean multiple =
        whole
            ? number.longValue() % (long) factor == 0
            : isWhole(
                factor < 1 ? 1 / factor * number.doubleValue() : number.doubleValue() / factor);
    if (!multiple) {
      Number value = whole ? number : (Number) number.doubleValue();
      found.invalid(path, value, "should be a multiple of " + GoNumbers.shown(shown));
    }
  }

  /** Whether a quotient is whole, but for what binary fractions cannot hold. */
  private static boolean isWhole(double quotient) {
    if (Math.abs(quotient) > 1L << 53) {
      return false;
    }
    double difference = Math.abs(quotient - Math.rint(quotient));
    return difference < 1e-9 * Math.max(1, Math.abs(quotient));
  }

  private boolean checkRange(String what, Number number, String path, Violations found) {
    if (fits(number)) {
      return true;
    }
    found.whole(
        what
            + " value must be of type "
            + type
            + (format.isEmpty() ? " (default format)" : " with format " + format)
            + " in "
            + path);
    return false;
  }

  private boolean fits(Number number) {
    if (!type.equals(INTEGER)) {
      return !format.equals("float") || Math.abs(number.doubleValue()) <= Float.MAX_VALUE;
    }
    BigDecimal exact =
        number instanceof Double d ? new BigDecimal(d) : new BigDecimal(number.toString());
    if (exact.stripTrailingZeros().scale() > 0) {
      return false;
    }
    BigInteger whole = exact.toBigInteger();
    return format.equals("int32")
        ? whole.compareTo(LEAST_INT32) >= 0 && whole.compareTo(GREATEST_INT32) <= 0
        : whole.bitLength() < Long.SIZE;
  }
}
