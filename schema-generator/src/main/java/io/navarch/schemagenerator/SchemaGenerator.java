package io.navarch.schemagenerator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code schemas.tsv} and {@code descriptions.tsv}. In {@code schemas.tsv} a line {@code D}
 * opens a definition, its lines {@code F} are its members, {@code K} a default below it by path,
 * and {@code G} the group, version and kind it is known by.
 */
public final class SchemaGenerator {
  private static final String NONE = "-";

  private final Map<String, String[]> shapes = byMember("shapes.tsv");
  private final Map<String, String[]> merges = byMember("merge-keys.tsv");
  private final Map<String, String[]> opaque = byMember("opaque-members.tsv");
  private final Map<String, String> memberDefaults = new HashMap<>();
  private final Map<String, List<String[]>> pathDefaults = new HashMap<>();
  private final Map<String, List<String[]>> kinds = new HashMap<>();
  private final Map<String, String> classes = new LinkedHashMap<>();
  private final TypeExpression types;

  private SchemaGenerator() {
    Map<String, String> definitions = new HashMap<>();
    for (String[] row : Facts.table("types.tsv")) {
      classes.put(row[0], row[1]);
      definitions.put(row[1], row[0]);
    }
    types = new TypeExpression(definitions);
    for (String[] row : Facts.table("defaults.tsv")) {
      if (row[1].indexOf('.') < 0) {
        memberDefaults.put(row[0] + " " + row[1], row[2]);
      } else {
        pathDefaults.computeIfAbsent(row[0], _ -> new ArrayList<>()).add(row);
      }
    }
    for (String[] row : Facts.table("kinds.tsv")) {
      kinds.computeIfAbsent(row[0], _ -> new ArrayList<>()).add(row);
    }
  }

  /**
   * @param args the folder to write to
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    StringBuilder schemas = new StringBuilder(1 << 18);
    StringBuilder descriptions = new StringBuilder(1 << 20);
    new SchemaGenerator().generate(schemas, descriptions);
    Files.createDirectories(folder);
    writeIfChanged(folder.resolve("schemas.tsv"), schemas);
    writeIfChanged(folder.resolve("descriptions.tsv"), descriptions);
  }

  /** Leaves a file with the same content alone, so that nothing behind it is built again. */
  private static void writeIfChanged(Path file, CharSequence content) throws IOException {
    String text = content.toString();
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.writeString(file, text);
    }
  }

  private void generate(StringBuilder schemas, StringBuilder descriptions) {
    classes.forEach(
        (definition, javaClass) -> {
          String @Nullable [] own = merges.get(definition + " ");
          line(schemas, "D", definition, own == null ? "" : own[6]);
          for (String[] kind : kinds.getOrDefault(definition, List.of())) {
            line(schemas, "G", kind[1], kind[2], kind[3]);
          }
          if (!javaClass.equals(NONE)) {
            members(definition, ModelClass.read(javaClass), schemas, descriptions);
          }
          for (String[] path : pathDefaults.getOrDefault(definition, List.of())) {
            line(schemas, "K", path[1], path[2]);
          }
        });
  }

  private void members(
      String definition, ModelClass model, StringBuilder schemas, StringBuilder descriptions) {
    line(descriptions, definition, escape(model.description()));
    new TreeMap<>(model.members())
        .forEach(
            (name, member) -> {
              member(definition, name, member, schemas);
              line(descriptions, "", name, escape(member.description()));
            });
  }

  private void member(String definition, String name, ModelClass.Member member, StringBuilder out) {
    String key = definition + " " + name;
    String[] other = opaque.get(key);
    String type = other == null ? types.of(member.type()) : other[2];
    String[] shape = shapes.get(key);
    String[] merge = merges.get(key);
    line(
        out,
        "F",
        name,
        type,
        member.required() ? "required" : "",
        shape == null || shape[2].isEmpty() ? TypeExpression.naturalGoType(type) : shape[2],
        shape == null ? naturalValue(type, member.required()) : shape[3],
        shape == null ? (member.required() ? "always" : "omitempty") : shape[4],
        memberDefaults.getOrDefault(key, ""),
        merge == null ? "" : merge[2],
        merge == null ? "" : merge[3],
        merge == null ? "" : merge[4],
        merge == null ? "" : merge[5],
        merge == null ? "" : merge[6]);
  }

  /** Optional members of an object type are pointers in Go, all others are values. */
  private String naturalValue(String type, boolean required) {
    return !required
            && type.startsWith("@")
            && !classes.getOrDefault(type.substring(1), NONE).equals(NONE)
        ? "pointer"
        : "value";
  }

  private static Map<String, String[]> byMember(String table) {
    Map<String, String[]> result = new HashMap<>();
    for (String[] row : Facts.table(table)) {
      result.put(row[0] + " " + row[1], row);
    }
    return result;
  }

  private static void line(StringBuilder out, String... cells) {
    out.append(String.join("\t", cells)).append('\n');
  }

  /** Undoes the model's own guard against comment marks, and keeps a text on one line. */
  private static String escape(String text) {
    return text.replace("*_/", "*/")
        .replace("/_*", "/*")
        .replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\t", "\\t");
  }
}
