package io.navarch.model.apply;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts as the API's own programs write them: JSON strings, quoted strings, printed values. */
final class GoText {
  private static final String HEX = "0123456789abcdef";

  private GoText() {}

  /** A JSON string in which {@code <}, {@code >} and {@code &} are escaped. */
  static void json(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '<', '>', '&', '\u2028', '\u2029' -> unicode(out, c);
        default -> {
          if (c < ' ') {
            unicode(out, c);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static void unicode(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt((c >> shift) & 0xF));
    }
  }

  /** A string as {@code %q} prints it. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (ManagerNames.isPrintable(c)) {
                    out.appendCodePoint(c);
                  } else if (c < 0x80) {
                    out.append(String.format("\\x%02x", c));
                  } else {
                    out.append(String.format(c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
                  }
                }
              }
            });
    return out.append('"').toString();
  }

  /** A value as it stands in printed paths. */
  static String value(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String s -> quoted(s);
      case List<?> list -> "[" + String.join(",", list.stream().map(GoText::value).toList()) + "]";
      case Map<?, ?> map -> {
        StringBuilder text = new StringBuilder();
        map.forEach((k, v) -> text.append(k).append('=').append(value(v)));
        yield text.toString();
      }
      default -> value.toString();
    };
  }
}
