package io.navarch.model.apply;

import io.navarch.model.json.GoStrings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts as the API's own programs write them: JSON strings and printed values. */
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

  /** A value as it stands in printed paths. */
  static String value(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String s -> GoStrings.quoted(s);
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
