package io.navarch.gateway.registry;

import io.navarch.gateway.http.AnswerBody;
import io.navarch.model.json.Json;
import io.navarch.model.protobuf.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns compact JSON into the encoding that a client asked for. */
public final class TextForms {
  private TextForms() {}

  /**
   * @param json with {@code kind} and {@code apiVersion}
   */
  public static byte[] finish(byte[] json, Representation as) {
    return switch (as.media()) {
      case YAML -> YamlText.write(sorted(Json.read(json))).getBytes(StandardCharsets.UTF_8);
      case PROTOBUF -> ProtobufWriter.write(json);
      case JSON -> as.pretty() ? indented(Json.read(json)) : json;
    };
  }

  /** The same for a body in pieces, which stays as it is where compact JSON is asked for. */
  static AnswerBody finish(AnswerBody json, Representation as) {
    return as.isCompact() ? json : AnswerBody.of(finish(json.bytes(), as));
  }

  private static @Nullable Object sorted(@Nullable Object tree) {
    if (tree instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> keys = new TreeMap<>();
      map.forEach((key, value) -> keys.put((String) key, sorted(value)));
      return new LinkedHashMap<>(keys);
    }
    if (tree instanceof List<?> list) {
      List<@Nullable Object> items = new ArrayList<>(list.size());
      list.forEach(item -> items.add(sorted(item)));
      return items;
    }
    return tree;
  }

  private static byte[] indented(@Nullable Object tree) {
    return indentedText(tree).getBytes(StandardCharsets.UTF_8);
  }

  /** JSON for people, without a line break at its end, which JSON for programs has. */
  public static String indentedText(@Nullable Object tree) {
    StringBuilder out = new StringBuilder();
    indent(tree, "", out);
    return out.toString();
  }

  private static void indent(@Nullable Object tree, String margin, StringBuilder out) {
    String inner = margin + "  ";
    if (tree instanceof Map<?, ?> map && !map.isEmpty()) {
      String separator = "{\n";
      for (Map.Entry<?, ?> e : map.entrySet()) {
        out.append(separator).append(inner).append(Json.writeString(e.getKey())).append(": ");
        indent(e.getValue(), inner, out);
        separator = ",\n";
      }
      out.append('\n').append(margin).append('}');
    } else if (tree instanceof List<?> list && !list.isEmpty()) {
      String separator = "[\n";
      for (Object item : list) {
        out.append(separator).append(inner);
        indent(item, inner, out);
        separator = ",\n";
      }
      out.append('\n').append(margin).append(']');
    } else {
      out.append(Json.writeString(tree));
    }
  }
}
