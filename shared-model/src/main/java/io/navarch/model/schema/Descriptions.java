package io.navarch.model.schema;

import java.util.HashMap;
import java.util.Map;

/**
 * The descriptions of the built-in kinds and their members. They are large and only OpenAPI
 * documents need them, so whoever loads them keeps them no longer than that.
 */
public final class Descriptions {
  private final Map<String, String> byPath;

  private Descriptions(Map<String, String> byPath) {
    this.byPath = byPath;
  }

  public static Descriptions load() {
    Map<String, String> byPath = new HashMap<>(4096);
    String definition = "";
    for (String line : SchemaFile.text("descriptions.tsv").split("\n")) {
      String[] cells = line.split("\t", -1);
      if (cells[0].isEmpty()) {
        byPath.put(definition + "/" + cells[1], unescape(cells[2]));
      } else {
        definition = cells[0];
        byPath.put(definition, unescape(cells[1]));
      }
    }
    return new Descriptions(byPath);
  }

  /** Empty where there is none. */
  public String definition(String name) {
    return byPath.getOrDefault(name, "");
  }

  /** Empty where there is none. */
  public String member(String definition, String member) {
    return byPath.getOrDefault(definition + "/" + member, "");
  }

  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
      } else {
        i++;
        out.append(
            switch (text.charAt(i)) {
              case 'n' -> '\n';
              case 't' -> '\t';
              default -> text.charAt(i);
            });
      }
    }
    return out.toString();
  }
}
