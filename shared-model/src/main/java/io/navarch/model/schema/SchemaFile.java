package io.navarch.model.schema;

import io.navarch.model.json.Json;
import io.navarch.model.resource.GroupVersionKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The generated {@code schemas.tsv}: read whole into lines once, while a definition is built only
 * when it, or one that refers to it, is asked for.
 */
final class SchemaFile {
  private final Map<String, List<String>> linesByDefinition = new HashMap<>(1024);
  private final Map<GroupVersionKind, String> definitionsByKind = new HashMap<>(256);
  private final Map<String, Schema> built = new HashMap<>(1024);

  SchemaFile() {
    List<String> current = List.of();
    String definition = "";
    for (String line : text("schemas.tsv").split("\n")) {
      switch (line.charAt(0)) {
        case 'D' -> {
          definition = line.substring(2, line.indexOf('\t', 2));
          current = new ArrayList<>();
          current.add(line);
          linesByDefinition.put(definition, current);
        }
        case 'G' -> {
          String[] cells = line.split("\t", -1);
          definitionsByKind.put(new GroupVersionKind(cells[1], cells[2], cells[3]), definition);
        }
        default -> current.add(line);
      }
    }
  }

  static String text(String resource) {
    try (InputStream in = SchemaFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nullable String definitionOf(GroupVersionKind kind) {
    return definitionsByKind.get(kind);
  }

  /** All definitions by their OpenAPI name, the kinds that they are known by beside them. */
  Map<GroupVersionKind, String> kinds() {
    return Map.copyOf(definitionsByKind);
  }

  synchronized @Nullable Schema definition(String name) {
    Schema known = built.get(name);
    return known != null || !linesByDefinition.containsKey(name) ? known : build(name);
  }

  private Schema build(String name) {
    Schema known = built.get(name);
    if (known != null) {
      return known;
    }
    List<String> lines = linesByDefinition.get(name);
    if (lines == null) {
      throw new IllegalStateException("schemas.tsv has no definition " + name);
    }
    Schema.Builder special = SpecialTypes.builder(name);
    if (special != null) {
      built.put(name, special.reference());
      if (name.startsWith(SpecialTypes.SCHEMA_OR)) {
        special.alternative(build(SpecialTypes.JSON_SCHEMA));
      }
      return special.build();
    }
    Schema.Builder builder = new Schema.Builder(name, Schema.Type.OBJECT);
    built.put(name, builder.reference());
    builder.atomicMap(lines.getFirst().endsWith("\tatomic"));
    List<Schema.PathDefault> defaults = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      if (cells[0].equals("F")) {
        builder.field(field(cells));
      } else {
        defaults.add(new Schema.PathDefault(Arrays.asList(cells[1].split("\\.")), value(cells[2])));
      }
    }
    return builder.pathDefaults(defaults).build();
  }

  private Schema.Field field(String[] cells) {
    Schema schema = type(cells[2]);
    Schema.WhenEmpty whenEmpty =
        switch (cells[6]) {
          case "always" -> Schema.WhenEmpty.WRITE;
          case "omitzero" -> Schema.WhenEmpty.OMIT_ZERO;
          default -> Schema.WhenEmpty.OMIT;
        };
    return new Schema.Field(
        cells[1],
        schema,
        "",
        cells[3].equals("required"),
        whenEmpty != Schema.WhenEmpty.WRITE,
        cells[7].isEmpty() ? null : value(cells[7]),
        List.of(),
        cells[8],
        cells[9],
        cells[10].isEmpty()
            ? null
            : Schema.ListType.valueOf(cells[10].toUpperCase(java.util.Locale.ROOT)),
        cells[11].isEmpty() ? List.of() : List.of(cells[11].split(",")),
        cells[12].isEmpty() ? schema.atomicMap() : cells[12].equals("atomic"),
        0,
        new Schema.GoShape(cells[4], cells[5].equals("pointer"), whenEmpty));
  }

  private Schema type(String expression) {
    return switch (expression.charAt(0)) {
      case '@' -> build(expression.substring(1));
      case '[' -> Schema.listOf(type(expression.substring(1)));
      case '{' -> Schema.mapOf(type(expression.substring(1)));
      default -> SpecialTypes.scalar(expression.charAt(0));
    };
  }

  private static Object value(String json) {
    Object value = Json.read(json);
    if (value == null) {
      throw new IllegalStateException("a default may not be null");
    }
    return value;
  }
}
