package io.navarch.model.cel;

import com.google.common.primitives.UnsignedLong;
import io.navarch.model.json.GoNumbers;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values of the standard types as texts, and back, as {@code string()} and its like have it. */
final class CelTexts {
  private static final String DIGITS = "\\d(?:_?\\d)*";
  private static final String HEX_DIGITS = "\\p{XDigit}(?:_?\\p{XDigit})*";

  /** Go's floating-point literals, with a sign. */
  private static final Pattern FINITE =
      Pattern.compile(
          "[+-]?(?:(?:D(?:\\.(?:D)?)?|\\.D)(?:[eE][+-]?D)?|0[xX](?:_?H(?:\\.(?:H)?)?|\\.H)[pP][+-]?D)"
              .replace("D", DIGITS)
              .replace("H", HEX_DIGITS));

  /**
   * No longer than any number of 64 bits with some zeros before it, so that reading it is quick.
   */
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,1000}");

  private static final Pattern UNSIGNED = Pattern.compile("[0-9]{1,1000}");

  private static final Pattern INFINITE =
      Pattern.compile("[+-]?inf(?:inity)?", Pattern.CASE_INSENSITIVE);

  private CelTexts() {}

  /** {@code 1}, {@code 0.1}, {@code 1e+21}, {@code -0}, {@code NaN}, {@code +Inf}. */
  static String of(double number) {
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    return number == 0 && 1 / number < 0 ? "-0" : GoNumbers.shown(number);
  }

  /** With no more decimals of the second than there are. */
  static String of(Instant time) {
    String text = DateTimeFormatter.ISO_INSTANT.format(time);
    int point = text.indexOf('.');
    return point < 0 ? text : text.replaceFirst("0*Z$", "Z");
  }

  static Optional<Boolean> truth(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
      case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /**
   * A number as Go's {@code strconv.ParseFloat} reads it: {@code 1_000.5}, {@code 0x1p-2}, {@code
   * Inf}; empty where it cannot or the number is too large.
   */
  static Optional<Double> number(String text) {
    if (FINITE.matcher(text).matches()) {
      return Optional.of(Double.parseDouble(text.replace("_", ""))).filter(Double::isFinite);
    }
    if (INFINITE.matcher(text).matches()) {
      return Optional.of(
          text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    return text.equalsIgnoreCase("nan") ? Optional.of(Double.NaN) : Optional.empty();
  }

  /** A decimal number of 64 bits, perhaps with a sign. */
  static Optional<Long> integer(String text) {
    return INTEGER.matcher(text).matches()
        ? Optional.of(new BigInteger(text))
            .filter(n -> n.bitLength() < Long.SIZE)
            .map(BigInteger::longValue)
        : Optional.empty();
  }

  /** A decimal number of 64 bits without a sign. */
  static Optional<UnsignedLong> unsigned(String text) {
    return UNSIGNED.matcher(text).matches()
        ? Optional.of(new BigInteger(text))
            .filter(n -> n.bitLength() <= Long.SIZE)
            .map(UnsignedLong::valueOf)
        : Optional.empty();
  }

  /** What is said where a text is no value of a type. */
  static String notConverted(String target) {
    return "type conversion error from 'string' to '" + target + "'";
  }
}
