package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path such as {@code .spec.color} or {@code .spec.labels['a.b']}, followed through a schema.
 *
 * @param path as errors show it
 * @param schema of the value that it leads to
 * @param error why it leads nowhere, or null
 */
public record SchemaPath(String path, Map<String, Object> schema, @Nullable String error) {
  private static final String NOWHERE = "does not refer to a valid field";

  /**
   * @param brackets whether members may be named in brackets
   */
  public static SchemaPath find(String text, Map<String, Object> schema, boolean brackets) {
    SchemaPath here = new SchemaPath("", schema, null);
    int at = 0;
    if (text.isEmpty()) {
      return here.failed("path must not be empty");
    }
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '.') {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
          end++;
        }
        if (end == at + 1) {
          return here.failed("unexpected end of JSON path");
        }
        here = here.step(text.substring(at + 1, end));
        at = end;
      } else if (c == '[') {
        if (!brackets) {
          return here.failed("array notation is not allowed");
        }
        int end = closing(text, at);
        if (end < 0 || text.charAt(at + 1) != '\'' || text.charAt(end - 1) != '\'') {
          return here.failed("expected single quoted string but got " + text.substring(at + 1));
        }
        here = here.step(text.substring(at + 2, end - 1).replace("\\'", "'"));
        at = end + 1;
      } else {
        return here.failed("expected [ or . but got: " + text.substring(at));
      }
      if (here.error() != null) {
        return here;
      }
    }
    return here;
  }

  private static int closing(String text, int open) {
    boolean quoted = false;
    for (int i = open + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\'' && text.charAt(i - 1) != '\\') {
        quoted = !quoted;
      } else if (text.charAt(i) == ']' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private SchemaPath failed(String why) {
    return new SchemaPath(path, schema, why);
  }

  @SuppressWarnings("unchecked")
  private SchemaPath step(String name) {
    Map<String, Object> properties = ApiObject.mapAt(schema, "properties");
    if (!properties.isEmpty()) {
      return properties.get(name) instanceof Map<?, ?> property
          ? new SchemaPath(
              path.isEmpty() ? name : path + "." + name, (Map<String, Object>) property, null)
          : failed(NOWHERE);
    }
    return schema.get("additionalProperties") instanceof Map<?, ?> values
        ? new SchemaPath(path + "[" + name + "]", (Map<String, Object>) values, null)
        : failed(NOWHERE);
  }
}
