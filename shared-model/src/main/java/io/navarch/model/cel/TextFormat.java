package io.navarch.model.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.TypeType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import io.navarch.model.json.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code "%s has %d of %.2f".format([...])}: the verbs s, d, f, e, b, o, x and X. */
final class TextFormat {
  private static final int DEFAULT_PRECISION = 6;
  private static final int MOST_PRECISION_DIGITS = 3;
  private static final int MOST_PRECISION = 999;
  private static final Pattern THOUSANDS = Pattern.compile("(?<=\\d)(?=(\\d{3})+$)");

  private final List<Object> arguments;

  private TextFormat(List<Object> arguments) {
    this.arguments = arguments;
  }

  /** Writes one argument. */
  interface Writer {
    /**
     * @param precision negative where the clause gives none
     * @throws CelFault if the argument cannot be written so
     */
    String write(int argument, char verb, int precision);
  }

  static String format(String format, List<Object> arguments) {
    TextFormat values = new TextFormat(arguments);
    StringBuilder text = new StringBuilder();
    int unused = expand(format, arguments.size(), values::one, text);
    return text.toString();
  }

  /**
   * Goes through the clauses of a format.
   *
   * @return how many arguments it takes
   * @throws CelFault with the API's text, where the format is malformed or an argument does not fit
   */
  static int expand(String format, int arguments, Writer writer, StringBuilder text) {
    int next = 0;
    int i = 0;
    while (i < format.length()) {
      char c = format.charAt(i++);
      if (c != '%') {
        text.append(c);
        continue;
      }
      if (i < format.length() && format.charAt(i) == '%') {
        text.append('%');
        i++;
        continue;
      }
      if (i == format.length()) {
        throw CelFault.of("unexpected end of string");
      }
      if (next >= arguments) {
        throw CelFault.of("index " + next + " out of range");
      }
      int precision = -1;
      if (format.charAt(i) == '.') {
        int start = ++i;
        while (i < format.length() && format.charAt(i) >= '0' && format.charAt(i) <= '9') {
          i++;
        }
        if (i == format.length()) {
          throw malformed(
              "error while parsing precision: could not find end of precision specifier");
        }
        precision = precision(format.substring(start, i));
      }
      text.append(clause(writer, next++, format.charAt(i++), precision));
    }
    return next;
  }

  private static int precision(String digits) {
    if (digits.isEmpty()) {
      throw malformed(
          "error while parsing precision: error while converting precision to integer:"
              + " strconv.Atoi: parsing \"\": invalid syntax");
    }
    // More digits than any number has are zeros.
    return digits.length() > MOST_PRECISION_DIGITS ? MOST_PRECISION : Integer.parseInt(digits);
  }

  private static String clause(Writer writer, int argument, char verb, int precision) {
    if ("sdfebxXo".indexOf(verb) < 0) {
      throw malformed("unrecognized formatting clause \"" + verb + "\"");
    }
    try {
      return writer.write(argument, verb, precision);
    } catch (CelFault fault) {
      throw CelFault.of("error during formatting: " + fault.getMessage());
    }
  }

  private static CelFault malformed(String why) {
    return CelFault.of("could not parse formatting clause: " + why);
  }

  private String one(int index, char verb, int precision) {
    Object argument = arguments.get(index);
    return switch (verb) {
      case 's' -> text(argument);
      case 'd' -> decimal(argument);
      case 'f' -> fixed(argument, precision < 0 ? DEFAULT_PRECISION : precision);
      case 'e' -> scientific(argument);
      case 'b' -> argument instanceof Boolean bool ? (bool ? "1" : "0") : binary(argument);
      case 'o' -> octal(argument);
      case 'x' -> hex(argument);
      default -> hex(argument).toUpperCase(Locale.ROOT);
    };
  }

  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case NullValue ignored -> "null";
      case String text -> text;
      case Double number -> CelTexts.of(number);
      case Instant instant -> CelTexts.of(instant);
      case Duration duration -> GoDuration.write(duration);
      case CelByteString bytes -> new String(bytes.toByteArray(), StandardCharsets.UTF_8);
      case TypeType type -> type.type().name();
      case Map<?, ?> map -> map(map);
      case Collection<?> list -> list(list);
      case Long number -> number.toString();
      case UnsignedLong number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> throw wrongType(FormatRules.TEXT, value);
    };
  }

  private static String map(Map<?, ?> map) {
    Map<String, String> sorted = new TreeMap<>();
    map.forEach((key, member) -> sorted.put(literal(key), literal(member)));
    StringBuilder all = new StringBuilder("{");
    sorted.forEach(
        (key, member) ->
            all.append(all.length() > 1 ? ", " : "").append(key).append(':').append(member));
    return all.append('}').toString();
  }

  private static String list(Collection<?> list) {
    StringBuilder all = new StringBuilder("[");
    list.forEach(element -> all.append(all.length() > 1 ? ", " : "").append(literal(element)));
    return all.append(']').toString();
  }

  /** A value inside of a list or map, as an expression would write it. */
  private static String literal(@Nullable Object value) {
    return switch (value) {
      case String text -> Json.writeString(text);
      case CelByteString bytes -> "b" + Json.writeString(text(bytes));
      case Instant time -> "timestamp(\"" + text(time) + "\")";
      case Duration duration -> "duration(\"" + text(duration) + "\")";
      case Double number when !Double.isFinite(number) -> "\"" + text(number) + "\"";
      case Double number -> plain(number, DEFAULT_PRECISION);
      case null, default -> text(value);
    };
  }

  private static String plain(double number, int precision) {
    return new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String decimal(Object argument) {
    return switch (argument) {
      case Long number -> number.toString();
      case UnsignedLong number -> number.toString();
      default -> throw wrongType(FormatRules.DECIMAL, argument);
    };
  }

  /** With thousands told apart, as in English. */
  private static String fixed(Object argument, int precision) {
    double number = number(argument, FormatRules.FIXED);
    if (!Double.isFinite(number)) {
      return beyondNumbers(number);
    }
    String text = plain(number, precision);
    String sign = number < 0 || 1 / number < 0 ? "-" : "";
    int point = text.indexOf('.');
    String whole = text.substring(text.startsWith("-") ? 1 : 0, point < 0 ? text.length() : point);
    return sign
        + THOUSANDS.matcher(whole).replaceAll(",")
        + (point < 0 ? "" : text.substring(point));
  }

  private static double number(Object argument, String rule) {
    return switch (argument) {
      case Double number -> number;
      case String text when text.equals("NaN") -> Double.NaN;
      case String text when text.equals("Infinity") -> Double.POSITIVE_INFINITY;
      case String text when text.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
      default -> throw wrongType(rule, argument);
    };
  }

  private static String beyondNumbers(double number) {
    return Double.isNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";
  }

  /** {@code 3.140000×10⁰⁰}; upstream takes the precision for a width here. */
  private static String scientific(Object argument) {
    double number = number(argument, FormatRules.SCIENTIFIC);
    if (!Double.isFinite(number)) {
      return beyondNumbers(number);
    }
    String[] parts =
        String.format(Locale.ROOT, "%." + DEFAULT_PRECISION + "e", number).split("e", 2);
    StringBuilder text = new StringBuilder(parts[0]).append("×10");
    for (char c : parts[1].toCharArray()) {
      switch (c) {
        case '+' -> {}
        case '-' -> text.append('⁻');
        default -> text.append("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
      }
    }
    return text.toString();
  }

  private static String binary(Object argument) {
    return radix(argument, 2, FormatRules.BINARY);
  }

  private static String octal(Object argument) {
    return radix(argument, 8, FormatRules.OCTAL);
  }

  private static String radix(Object argument, int radix, String rule) {
    return switch (argument) {
      case Long number -> Long.toString(number, radix);
      case UnsignedLong number -> number.toString(radix);
      default -> throw wrongType(rule, argument);
    };
  }

  private static String hex(Object argument) {
    return switch (argument) {
      case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
      case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
      default -> radix(argument, 16, FormatRules.HEX);
    };
  }

  private static CelFault wrongType(String rule, Object argument) {
    return CelFault.of(rule + ", was given " + typeName(argument));
  }

  private static String typeName(Object value) {
    return switch (value) {
      case NullValue ignored -> "null_type";
      case String text -> "string";
      case Boolean truth -> "bool";
      case Long number -> "int";
      case UnsignedLong number -> "uint";
      case Double number -> "double";
      case CelByteString bytes -> "bytes";
      case Instant time -> "google.protobuf.Timestamp";
      case Duration duration -> "google.protobuf.Duration";
      case TypeType type -> "type";
      case Map<?, ?> map -> "map";
      case Collection<?> list -> "list";
      default -> value.getClass().getSimpleName();
    };
  }
}
