package io.navarch.model.json;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Numbers as Go's {@code %v} writes them, which is how the API's messages show them. */
public final class GoNumbers {
  private static final int LEAST_EXPONENT = -4;
  private static final int FIRST_EXPONENT_WITH_POWER = 6;

  private GoNumbers() {}

  /** {@code 1}, {@code 1.5}, {@code 3e+09}, {@code 1e-05}. */
  public static String shown(Number number) {
    return switch (number) {
      case Double d -> shown(d.doubleValue());
      case Float f -> shown(f.doubleValue());
      case BigDecimal d -> shown(d.doubleValue());
      default -> number.toString();
    };
  }

  private static String shown(double number) {
    if (number == 0 || Double.isNaN(number) || Double.isInfinite(number)) {
      return number == 0 ? "0" : Double.toString(number);
    }
    BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    BigInteger digits = shortest.unscaledValue().abs();
    String text = digits.toString();
    int exponent = text.length() - 1 - shortest.scale();
    if (exponent >= LEAST_EXPONENT && exponent < FIRST_EXPONENT_WITH_POWER) {
      return shortest.toPlainString();
    }
    String fraction = text.length() == 1 ? "" : "." + text.substring(1);
    return (number < 0 ? "-" : "")
        + text.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
