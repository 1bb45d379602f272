package io.navarch.model.json;

import java.math.BigDecimal;

/** Numbers as Go writes them: in JSON, and by {@code %v}, as the API's messages show them. */
public final class GoNumbers {
  private static final int LEAST_EXPONENT = -4;
  private static final int FIRST_EXPONENT_WITH_POWER = 6;

  private static final double LEAST_PLAIN = 1e-6;
  private static final double FIRST_WITH_POWER = 1e21;

  private GoNumbers() {}

  /** {@code 1000000000000000000}, {@code 0.000001}, {@code 1e+21}, {@code 1e-7}. */
  public static String json(double number) {
    double size = Math.abs(number);
    BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (size == 0 || size >= LEAST_PLAIN && size < FIRST_WITH_POWER) {
      return shortest.toPlainString();
    }
    String text = withPower(number, shortest);
    int power = text.length() - 2;
    return text.charAt(power) == '0' && text.charAt(power - 1) == '-'
        ? text.substring(0, power) + text.charAt(power + 1)
        : text;
  }

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
    int exponent = exponent(shortest);
    return exponent >= LEAST_EXPONENT && exponent < FIRST_EXPONENT_WITH_POWER
        ? shortest.toPlainString()
        : withPower(number, shortest);
  }

  private static int exponent(BigDecimal number) {
    return number.precision() - 1 - number.scale();
  }

  private static String withPower(double number, BigDecimal shortest) {
    int exponent = exponent(shortest);
    String text = shortest.unscaledValue().abs().toString();
    String fraction = text.length() == 1 ? "" : "." + text.substring(1);
    return (number < 0 ? "-" : "")
        + text.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
