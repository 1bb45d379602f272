package io.navarch.gateway.internalform;

import io.navarch.model.status.FieldError;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as Go's encoder writes it with one blank for each level. */
final class IndentedJson {
  private IndentedJson() {}

  static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, 0, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, int depth, StringBuilder out) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
          Map.Entry<?, ?> entry = entries.next();
          line(depth + 1, out);
          out.append(FieldError.json(entry.getKey())).append(": ");
          write(entry.getValue(), depth + 1, out);
          out.append(entries.hasNext() ? "," : "");
        }
        line(depth, out);
        out.append('}');
      }
      case List<?> list when !list.isEmpty() -> {
        out.append('[');
        Iterator<?> elements = list.iterator();
        while (elements.hasNext()) {
          line(depth + 1, out);
          write(elements.next(), depth + 1, out);
          out.append(elements.hasNext() ? "," : "");
        }
        line(depth, out);
        out.append(']');
      }
      case null, default -> out.append(FieldError.json(value));
    }
  }

  private static void line(int depth, StringBuilder out) {
    out.append('\n').repeat(' ', depth);
  }
}
