package io.navarch.model.decode;

import io.navarch.model.json.MalformedJsonException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a plain scalar means, by the YAML 1.1 rules that the API's YAML reader keeps. */
final class YamlScalars {
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9][0-9_]*");
  private static final Pattern BASED =
      Pattern.compile("[-+]?0([xX][0-9a-fA-F_]+|[bB][01_]+|[oO]?[0-7_]+)");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  /** What YAML has and JSON has not. */
  private static final Pattern NO_NUMBER =
      Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  /** 2 to the power of 63. */
  private static final double BEYOND_LONG = 0x1p63;

  /** Longer ones are texts: reading them takes time that grows with their square. */
  private static final int MAX_NUMBER_LENGTH = 1_000;

  private YamlScalars() {}

  static @Nullable Object resolve(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> null;
      case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON" -> Boolean.TRUE;
      case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF" ->
          Boolean.FALSE;
      default -> number(text);
    };
  }

  private static Object number(String text) {
    if (text.length() > MAX_NUMBER_LENGTH) {
      return text;
    }
    if (NO_NUMBER.matcher(text).matches()) {
      throw new MalformedJsonException("json: unsupported value: " + unsupported(text));
    }
    char first = text.charAt(0);
    boolean candidate =
        first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.';
    if (!candidate) {
      return text;
    }
    if (BASED.matcher(text).matches()) {
      return based(text);
    }
    if (INTEGER.matcher(text).matches()) {
      return integer(text.replace("_", ""), 10);
    }
    return FLOAT.matcher(text).matches() ? fraction(text) : text;
  }

  private static String unsupported(String text) {
    return text.endsWith("n") || text.endsWith("N")
        ? "NaN"
        : text.startsWith("-") ? "-Inf" : "+Inf";
  }

  /** A number that no float64 holds is a text. */
  private static Object fraction(String text) {
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? text : number(value);
  }

  /** YAML becomes JSON on its way, in which whole numbers have no point. */
  private static Object number(double value) {
    return value == Math.rint(value) && Math.abs(value) < BEYOND_LONG
        ? (Object) (long) value
        : value;
  }

  private static Object number(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? (Object) value.longValue()
        : value.signum() < 0 || value.bitLength() > Long.SIZE ? value.doubleValue() : value;
  }

  /** A tree that was read as JSON, with its numbers as they would be had it been read as YAML. */
  @SuppressWarnings("unchecked")
  static @Nullable Object numbers(@Nullable Object value) {
    switch (value) {
      case Map<?, ?> map -> ((Map<String, Object>) map).replaceAll((_, each) -> keep(each));
      case List<?> list -> ((List<Object>) list).replaceAll(YamlScalars::keep);
      case Double d -> {
        return number((double) d);
      }
      case BigInteger i -> {
        return number(i);
      }
      case null, default -> {}
    }
    return value;
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static Object keep(@Nullable Object value) {
    return numbers(value);
  }

  private static Object based(String text) {
    boolean negative = text.charAt(0) == '-';
    String digits = text.substring(text.charAt(0) == '-' || text.charAt(0) == '+' ? 2 : 1);
    int base = 8;
    switch (digits.charAt(0)) {
      case 'x', 'X' -> {
        base = 16;
        digits = digits.substring(1);
      }
      case 'b', 'B' -> {
        base = 2;
        digits = digits.substring(1);
      }
      case 'o', 'O' -> digits = digits.substring(1);
      default -> {}
    }
    String plain = digits.replace("_", "");
    return plain.isEmpty() ? text : integer((negative ? "-" : "") + plain, base);
  }

  private static Object integer(String digits, int base) {
    BigInteger value = new BigInteger(digits.startsWith("+") ? digits.substring(1) : digits, base);
    return number(value);
  }
}
