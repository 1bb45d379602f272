package io.navarch.model.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.TypeType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
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
import org.jspecify.annotations.Nullable;

/** {@code "%s has %d of %.2f".format([...])}: the verbs s, d, f, e, b, o, x and X. */
final class TextFormat {
  private static final int DEFAULT_PRECISION = 6;

  private final List<Object> arguments;
  private int next;

  private TextFormat(List<Object> arguments) {
    this.arguments = arguments;
  }

  static String format(String format, List<Object> arguments) {
    return new TextFormat(arguments).expand(format);
  }

  private String expand(String format) {
    StringBuilder text = new StringBuilder();
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
      int precision = -1;
      if (i < format.length() && format.charAt(i) == '.') {
        int start = ++i;
        while (i < format.length() && Character.isDigit(format.charAt(i))) {
          i++;
        }
        if (start == i || i - start > 3) {
          throw CelFault.of("could not parse formatting clause: precision is no number");
        }
        precision = Integer.parseInt(format.substring(start, i));
      }
      if (i == format.length()) {
        throw CelFault.of("could not parse formatting clause: unexpected end of string");
      }
      text.append(one(format.charAt(i++), precision));
    }
    return text.toString();
  }

  private String one(char verb, int precision) {
    if (next >= arguments.size()) {
      throw CelFault.of("index " + next + " out of range");
    }
    Object argument = arguments.get(next++);
    return switch (verb) {
      case 's' -> text(argument);
      case 'd' -> decimal(argument);
      case 'f' -> fixed(argument, precision < 0 ? DEFAULT_PRECISION : precision);
      case 'e' -> scientific(argument, precision < 0 ? DEFAULT_PRECISION : precision);
      case 'b' ->
          argument instanceof Boolean bool ? (bool ? "1" : "0") : radix(argument, 2, "binary");
      case 'o' -> radix(argument, 8, "octal");
      case 'x' -> hex(argument);
      case 'X' -> hex(argument).toUpperCase(Locale.ROOT);
      default ->
          throw CelFault.of(
              "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
    };
  }

  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case NullValue ignored -> "null";
      case String text -> text;
      case Double number -> number(number);
      case Instant instant -> instant.toString();
      case Duration duration -> GoDuration.write(duration);
      case CelByteString bytes -> new String(bytes.toByteArray(), StandardCharsets.UTF_8);
      case TypeType type -> type.type().name();
      case Map<?, ?> map -> {
        Map<String, String> sorted = new TreeMap<>();
        map.forEach((key, member) -> sorted.put(text(key), text(member)));
        StringBuilder all = new StringBuilder("{");
        sorted.forEach(
            (key, member) ->
                all.append(all.length() > 1 ? ", " : "").append(key).append(": ").append(member));
        yield all.append('}').toString();
      }
      case Collection<?> list -> {
        StringBuilder all = new StringBuilder("[");
        list.forEach(element -> all.append(all.length() > 1 ? ", " : "").append(text(element)));
        yield all.append(']').toString();
      }
      default -> value.toString();
    };
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
  }

  private static String decimal(Object argument) {
    return switch (argument) {
      case Long number -> number.toString();
      case UnsignedLong number -> number.toString();
      case Double number when !Double.isFinite(number) || number == Math.rint(number) ->
          number(number);
      default -> throw wrongType("decimal clause can only be used on integers", argument);
    };
  }

  private static String fixed(Object argument, int precision) {
    if (argument instanceof Number number) {
      double value = number.doubleValue();
      return Double.isFinite(value)
          ? new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString()
          : number(value);
    }
    throw wrongType("fixed-point clause can only be used on doubles", argument);
  }

  private static String scientific(Object argument, int precision) {
    if (argument instanceof Number number) {
      double value = number.doubleValue();
      return Double.isFinite(value) ? powerOfTen(value, precision) : number(value);
    }
    throw wrongType("scientific clause can only be used on doubles", argument);
  }

  /** {@code 3.140000×10⁰⁰}. */
  private static String powerOfTen(double value, int precision) {
    String[] parts = String.format(Locale.ROOT, "%." + precision + "e", value).split("e", 2);
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

  private static String radix(Object argument, int radix, String name) {
    return switch (argument) {
      case Long number -> Long.toString(number, radix);
      case UnsignedLong number -> number.toString(radix);
      default -> throw wrongType(name + " clause can only be used on integers", argument);
    };
  }

  private static String hex(Object argument) {
    return switch (argument) {
      case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
      case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
      default -> radix(argument, 16, "hex");
    };
  }

  private static CelFault wrongType(String rule, Object argument) {
    return CelFault.of(
        "error during formatting: " + rule + ", was given " + argument.getClass().getSimpleName());
  }
}
