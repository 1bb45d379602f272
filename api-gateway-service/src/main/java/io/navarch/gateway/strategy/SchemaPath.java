package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path such as {@code .spec.color} or {@code .spec.labels['a.b']}, followed through a schema.
 *
 * @param root its first member
 * @param path as errors show it
 * @param schema of the value that it leads to; empty where nothing is said of it
 * @param error why it leads nowhere, or null
 */
record SchemaPath(String root, String path, Map<String, Object> schema, @Nullable String error) {
  private static final String NOWHERE = "does not refer to a valid field";
  private static final String CUT_SHORT = "unexpected end of JSON path";

  /**
   * @param brackets whether members may be named in brackets
   */
  static SchemaPath find(String text, Map<String, Object> schema, boolean brackets) {
    SchemaPath here = new SchemaPath("", "", schema, null);
    List<String> tokens = tokens(text);
    int at = 0;
    while (at < tokens.size()) {
      String token = tokens.get(at);
      String next = at + 1 < tokens.size() ? tokens.get(at + 1) : null;
      if (token.equals(".")) {
        if (next == null) {
          return here.failed(CUT_SHORT);
        }
        here = here.step(next);
        at += 2;
      } else if (token.equals("[")) {
        if (!brackets) {
          return here.failed("array notation is not allowed");
        }
        if (next == null) {
          return here.failed(CUT_SHORT);
        }
        here = here.bracket(next, at + 2 < tokens.size() ? tokens.get(at + 2) : null);
        at += 3;
      } else {
        return here.failed("expected [ or . but got: " + token);
      }
      if (here.error() != null) {
        return here;
      }
    }
    return here;
  }

  private SchemaPath bracket(String quoted, @Nullable String end) {
    if (quoted.length() < 2 || !quoted.startsWith("'") || !quoted.endsWith("'")) {
      return failed("expected single quoted string but got " + quoted);
    }
    SchemaPath found =
        step(quoted.substring(1, quoted.length() - 1).replace("\\'", "'").replace("\\\\", "\\"));
    if (found.error() != null) {
      return found;
    }
    if (end == null) {
      return failed(CUT_SHORT);
    }
    return end.equals("]") ? found : failed("expected ] but got " + end);
  }

  /** Dots and brackets stand alone; a text in single quotes is one piece. */
  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.charAt(at) == '\'' ? afterQuote(text, at) : afterName(text, at);
      if (end < 0) {
        tokens.add(text.substring(at));
        break;
      }
      tokens.add(text.substring(at, end));
      at = end;
    }
    return tokens;
  }

  private static int afterQuote(String text, int at) {
    for (int i = at + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\'' && text.charAt(i - 1) != '\\') {
        return i + 1;
      }
    }
    return -1;
  }

  private static int afterName(String text, int at) {
    for (int i = at; i < text.length(); i++) {
      if (".[]".indexOf(text.charAt(i)) >= 0) {
        return i == at ? i + 1 : i;
      }
    }
    return -1;
  }

  private SchemaPath failed(String why) {
    return new SchemaPath(root, path, schema, why);
  }

  @SuppressWarnings("unchecked")
  private SchemaPath step(String name) {
    Map<String, Object> properties = ApiObject.mapAt(schema, "properties");
    String first = root.isEmpty() ? name : root;
    if (!properties.isEmpty()) {
      return properties.get(name) instanceof Map<?, ?> property
          ? new SchemaPath(
              first,
              path.isEmpty() ? name : path + "." + name,
              (Map<String, Object>) property,
              null)
          : failed(NOWHERE);
    }
    return switch (schema.get("additionalProperties")) {
      case Map<?, ?> values ->
          new SchemaPath(first, path + "[" + name + "]", (Map<String, Object>) values, null);
      case Boolean _ -> new SchemaPath(first, path + "[" + name + "]", Map.of(), null);
      case null, default -> failed(NOWHERE);
    };
  }
}
