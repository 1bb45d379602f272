package io.navarch.model.quantity;

import io.navarch.model.quantity.Quantity.Format;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** The grammar of quantities: sign, digits with an optional point, suffix. */
final class QuantityParser {
  private static final String WRONG_FORMAT =
      "quantities must match the regular expression"
          + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  private static final String WRONG_NUMBER = "unable to parse numeric part of quantity";
  private static final String WRONG_SUFFIX = "unable to parse quantity's suffix";
  private static final String SUFFIX_LETTERS = "eEinumkKMGTP";
  private static final int SMALLEST_SCALE = 9;
  private static final int DIGITS_OF_A_LONG = 18;

  /** Reading longer ones takes time that grows with their square. */
  private static final int MAX_LENGTH = 1_000;

  /** More zeros behind the point than any quantity has. */
  private static final int FARTHEST = 100;

  private QuantityParser() {}

  static Quantity parse(String text) {
    if (text.isEmpty()) {
      throw new MalformedQuantityException(WRONG_FORMAT);
    }
    if (text.equals("0")) {
      return Quantity.ZERO;
    }
    if (text.length() > MAX_LENGTH) {
      throw new MalformedQuantityException(WRONG_NUMBER);
    }
    int start = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    int point = digits(text, start);
    int suffix =
        point < text.length() && text.charAt(point) == '.' ? digits(text, point + 1) : point;
    requireSuffixForm(text, suffix);
    return of(text, start, point, suffix);
  }

  /** The index behind the run of digits that starts at an index. */
  private static int digits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  private static void requireSuffixForm(String text, int from) {
    int i = from;
    while (i < text.length() && SUFFIX_LETTERS.indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
      i++;
    }
    if (digits(text, i) != text.length()) {
      throw new MalformedQuantityException(WRONG_FORMAT);
    }
  }

  private static Quantity of(String text, int start, int point, int suffixStart) {
    Suffix suffix = Suffix.of(text.substring(suffixStart));
    String whole = withoutLeadingZeros(text.substring(start, point));
    String fraction = point < suffixStart ? text.substring(point + 1, suffixStart) : "";
    if (whole.isEmpty() && fraction.isEmpty() && point == start) {
      return noDigits(suffixStart - start, suffixStart < text.length());
    }
    BigInteger unscaled = new BigInteger((whole.isEmpty() ? "0" : whole) + fraction);
    BigDecimal value = new BigDecimal(unscaled, fraction.length());
    if (text.charAt(0) == '-') {
      value = value.negate();
    }
    value = suffix.apply(value);
    if (keepsItsText(unscaled, whole, fraction, suffix)) {
      return new Quantity(value, suffix.format, text);
    }
    value = withinReach(value);
    if (value.scale() > SMALLEST_SCALE) {
      value = value.setScale(SMALLEST_SCALE, RoundingMode.UP);
    }
    value = Quantity.cap(value, suffix.format);
    boolean belowOne = value.signum() != 0 && value.abs().compareTo(BigDecimal.ONE) < 0;
    Format format =
        suffix.format == Format.BINARY_SI && belowOne ? Format.DECIMAL_SI : suffix.format;
    return Quantity.of(value, format);
  }

  /**
   * What is far below the smallest quantity becomes something that is just far below it: it rounds
   * all the same, and working with all its digits would take for ever.
   */
  private static BigDecimal withinReach(BigDecimal value) {
    return value.signum() != 0 && (long) value.precision() - value.scale() < -FARTHEST
        ? BigDecimal.valueOf(value.signum()).scaleByPowerOfTen(-FARTHEST)
        : value;
  }

  /** A sign alone counts as zero; a point or a suffix without digits does not. */
  private static Quantity noDigits(int numberLength, boolean hasSuffix) {
    if (numberLength == 0 && !hasSuffix) {
      return Quantity.ZERO;
    }
    throw new MalformedQuantityException(WRONG_NUMBER);
  }

  private static String withoutLeadingZeros(String digits) {
    int i = 0;
    while (i < digits.length() && digits.charAt(i) == '0') {
      i++;
    }
    return digits.substring(i);
  }

  /** Whether the text is close enough to canonical that the API hands it back as it is. */
  private static boolean keepsItsText(
      BigInteger unscaled, String whole, String fraction, Suffix suffix) {
    String shifted = (whole.isEmpty() ? "0" : whole) + fraction;
    if (shifted.length() > DIGITS_OF_A_LONG || unscaled.signum() == 0) {
      return false;
    }
    if (suffix.format == Format.BINARY_SI) {
      return fraction.isEmpty()
          && shifted.length() + suffix.exponent * 3 / 10 + 1 <= 15
          && (unscaled.longValue() & 7) != 0;
    }
    int scale = suffix.exponent - fraction.length();
    return scale >= -SMALLEST_SCALE
        && scale % 3 == 0
        && !shifted.endsWith("000")
        && shifted.charAt(0) != '0';
  }

  /** A suffix: ten or two to the power of exponent. */
  private record Suffix(Format format, int exponent) {

    static Suffix of(String text) {
      return switch (text) {
        case "" -> decimal(0);
        case "n" -> decimal(-9);
        case "u" -> decimal(-6);
        case "m" -> decimal(-3);
        case "k" -> decimal(3);
        case "M" -> decimal(6);
        case "G" -> decimal(9);
        case "T" -> decimal(12);
        case "P" -> decimal(15);
        case "E" -> decimal(18);
        case "Ki" -> new Suffix(Format.BINARY_SI, 10);
        case "Mi" -> new Suffix(Format.BINARY_SI, 20);
        case "Gi" -> new Suffix(Format.BINARY_SI, 30);
        case "Ti" -> new Suffix(Format.BINARY_SI, 40);
        case "Pi" -> new Suffix(Format.BINARY_SI, 50);
        case "Ei" -> new Suffix(Format.BINARY_SI, 60);
        default -> exponent(text);
      };
    }

    private static Suffix decimal(int exponent) {
      return new Suffix(Format.DECIMAL_SI, exponent);
    }

    private static Suffix exponent(String text) {
      if (text.length() > 1 && (text.charAt(0) == 'e' || text.charAt(0) == 'E')) {
        try {
          return new Suffix(Format.DECIMAL_EXPONENT, Integer.parseInt(text.substring(1)));
        } catch (NumberFormatException e) {
          throw new MalformedQuantityException(WRONG_SUFFIX);
        }
      }
      throw new MalformedQuantityException(WRONG_SUFFIX);
    }

    BigDecimal apply(BigDecimal value) {
      return format == Format.BINARY_SI
          ? value.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(exponent)))
          : value.scaleByPowerOfTen(exponent);
    }
  }
}
