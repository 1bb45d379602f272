package io.navarch.model.protobuf;

import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The field numbers of the API's messages, read at first use from {@code fields.tsv}. */
final class ProtobufFields {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String SCHEMA_PROPERTIES =
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

  private ProtobufFields() {}

  /** How often a field stands in its message. */
  enum Label {
    ONE,
    LIST,
    MAP
  }

  /**
   * @param type a scalar's name, or an OpenAPI definition's; of a map its values'
   */
  record Field(String name, int number, Label label, String type) {
    boolean isMessage() {
      return type.indexOf('.') >= 0;
    }
  }

  /** Loaded once; the content never changes. */
  private static final class Holder {
    static final Map<String, Map<Integer, Field>> MESSAGES = load();
  }

  /** The message of a kind; empty where it has none. */
  static String messageOf(GroupVersionKind kind) {
    if (kind.group().equals("meta.k8s.io") && kind.kind().startsWith("PartialObjectMetadata")) {
      return META + kind.kind();
    }
    if (kind.group().equals("apidiscovery.k8s.io")) {
      String discovery = "io.k8s.api.apidiscovery." + kind.version() + "." + kind.kind();
      return Holder.MESSAGES.containsKey(discovery) ? discovery : "";
    }
    String name = BuiltinSchemas.instance().byKind(kind).map(Schema::name).orElse("");
    return Holder.MESSAGES.containsKey(name) ? name : "";
  }

  /** The fields of a message by number; empty where the message is not known. */
  static Map<Integer, Field> of(String message) {
    return Holder.MESSAGES.getOrDefault(message, Map.of());
  }

  /**
   * The JSON name of a field. Protobuf cannot write some names of schema keywords, and writes some
   * others in another case ({@code uID}).
   *
   * @param schema of the object that the message stands for, where it has one
   */
  static String jsonName(String message, Field field, @Nullable Schema schema) {
    String name = message.equals(SCHEMA_PROPERTIES) ? schemaKeyword(field.name()) : field.name();
    if (schema == null || schema.field(name) != null) {
      return name;
    }
    for (String member : schema.fields().keySet()) {
      if (member.equalsIgnoreCase(name)) {
        return member;
      }
    }
    return name;
  }

  private static String schemaKeyword(String name) {
    if (name.startsWith("xKubernetes")) {
      StringBuilder dashed = new StringBuilder();
      name.chars()
          .forEach(
              c -> {
                if (Character.isUpperCase(c)) {
                  dashed.append('-');
                }
                dashed.append((char) Character.toLowerCase(c));
              });
      return dashed.toString();
    }
    return name.equals("ref") || name.equals("schema") ? "$" + name : name;
  }

  /** Whether JSON shows the members of a field's message as the object's own. */
  static boolean isInline(Field field, String jsonName, @Nullable Schema schema) {
    return field.isMessage()
        && field.label() == Label.ONE
        && schema != null
        && schema.type() == Schema.Type.OBJECT
        && schema.field(jsonName) == null;
  }

  private static Map<String, Map<Integer, Field>> load() {
    Map<String, Map<Integer, Field>> messages = new HashMap<>();
    try (InputStream in = ProtobufFields.class.getResourceAsStream("fields.tsv")) {
      if (in == null) {
        throw new IllegalStateException("fields.tsv is missing");
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      reader.lines().skip(1).forEach(line -> addTo(messages, line.split("\t")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }

  private static void addTo(Map<String, Map<Integer, Field>> messages, String[] cells) {
    Label label =
        switch (cells[3]) {
          case "list" -> Label.LIST;
          case "map" -> Label.MAP;
          default -> Label.ONE;
        };
    Field field = new Field(cells[1], Integer.parseInt(cells[2]), label, cells[4].intern());
    messages.computeIfAbsent(cells[0], _ -> new HashMap<>()).put(field.number(), field);
  }
}
