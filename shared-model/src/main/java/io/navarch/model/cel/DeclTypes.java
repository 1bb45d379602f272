package io.navarch.model.cel;

import io.navarch.model.cel.DeclType.Field;
import io.navarch.model.cel.DeclType.Kind;
import io.navarch.model.cel.DeclType.ListKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the types of expressions from OpenAPI v3 schemas, as CustomResourceDefinitions hold them: a
 * JSON tree with {@code type}, {@code properties}, {@code x-kubernetes-*} and so on, structural.
 */
public final class DeclTypes {
  private static final long DURATION_CHARACTERS = 32;
  private static final long DATE_TIME_CHARACTERS = 32;
  private static final long DATE_CHARACTERS = 12;
  private static final long MOST_CHARACTERS = CelLimits.MAX_REQUEST_BYTES - 2;
  private static final int BYTES_OF_A_CHARACTER = 4;

  private DeclTypes() {}

  /**
   * The type of values with this schema; null where expressions cannot see them, because the schema
   * does not say what they are.
   *
   * @param resource whether the values are whole API objects, which always have apiVersion, kind,
   *     metadata.name and metadata.generateName
   */
  public static @Nullable DeclType of(Map<String, Object> schema, boolean resource) {
    if (Boolean.TRUE.equals(schema.get("x-kubernetes-int-or-string"))) {
      return DeclType.scalar(
          Kind.DYN, number(schema, "maxLength", BYTES_OF_A_CHARACTER, MOST_CHARACTERS), 1);
    }
    return switch (text(schema, "type")) {
      case "array" -> list(schema);
      case "object" -> isMap(schema) ? map(schema) : object(schema, resource);
      case "string" -> string(schema);
      case "boolean" -> DeclType.BOOL;
      case "number" -> DeclType.DOUBLE;
      case "integer" -> DeclType.INT;
      default -> null;
    };
  }

  private static @Nullable DeclType nested(@Nullable Object schema) {
    if (!(schema instanceof Map<?, ?> tree)) {
      return null;
    }
    Map<String, Object> child = cast(tree);
    return of(child, Boolean.TRUE.equals(child.get("x-kubernetes-embedded-resource")));
  }

  private static @Nullable DeclType list(Map<String, Object> schema) {
    DeclType items = nested(schema.get("items"));
    if (items == null) {
      return null;
    }
    long most = number(schema, "maxItems", 1, MOST_CHARACTERS / (items.minSerializedSize() + 1));
    return DeclType.list(items, most, listKind(schema));
  }

  private static ListKind listKind(Map<String, Object> schema) {
    if ("set".equals(schema.get("x-kubernetes-list-type"))) {
      return new ListKind.OfSet();
    }
    if ("map".equals(schema.get("x-kubernetes-list-type"))
        && schema.get("x-kubernetes-list-map-keys") instanceof List<?> keys) {
      return new ListKind.OfMap(
          keys.stream().filter(String.class::isInstance).map(String.class::cast).toList());
    }
    return DeclType.ATOMIC;
  }

  private static boolean isMap(Map<String, Object> schema) {
    return schema.get("additionalProperties") instanceof Map<?, ?>;
  }

  private static @Nullable DeclType map(Map<String, Object> schema) {
    DeclType values = nested(schema.get("additionalProperties"));
    if (values == null) {
      return null;
    }
    long most =
        number(schema, "maxProperties", 1, MOST_CHARACTERS / (values.minSerializedSize() + 6));
    return DeclType.map(values, most);
  }

  private static DeclType object(Map<String, Object> schema, boolean resource) {
    Set<String> required = new HashSet<>();
    if (schema.get("required") instanceof List<?> names) {
      names.forEach(name -> required.add(String.valueOf(name)));
    }
    Map<String, Field> fields = new HashMap<>();
    long smallest = 2;
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      for (Map.Entry<String, Object> entry : DeclTypes.<Object>cast(properties).entrySet()) {
        String property = entry.getKey();
        if (resource && isOfEveryResource(property)) {
          continue;
        }
        DeclType type = nested(entry.getValue());
        if (type == null) {
          continue;
        }
        String name = CelNames.escape(property);
        if (name != null) {
          fields.put(name, new Field(property, type, required.contains(property)));
        }
        if (required.contains(property) && !hasDefault(entry.getValue())) {
          smallest += property.length() + type.minSerializedSize() + 4;
        }
      }
    }
    if (resource) {
      addFieldsOfEveryResource(fields);
    }
    return DeclType.object(fields, smallest);
  }

  private static boolean hasDefault(Object schema) {
    return schema instanceof Map<?, ?> tree && tree.get("default") != null;
  }

  private static boolean isOfEveryResource(String property) {
    return property.equals("apiVersion") || property.equals("kind") || property.equals("metadata");
  }

  private static void addFieldsOfEveryResource(Map<String, Field> fields) {
    DeclType string = DeclType.scalar(Kind.STRING, MOST_CHARACTERS, 2);
    fields.put("apiVersion", new Field("apiVersion", string, false));
    fields.put("kind", new Field("kind", string, false));
    DeclType metadata =
        DeclType.object(
            Map.of(
                "name", new Field("name", string, false),
                "generateName", new Field("generateName", string, false)),
            2);
    fields.put("metadata", new Field("metadata", metadata, false));
  }

  private static DeclType string(Map<String, Object> schema) {
    return switch (text(schema, "format")) {
      case "byte" ->
          DeclType.scalar(Kind.BYTES, number(schema, "maxLength", 1, MOST_CHARACTERS), 2);
      case "duration" -> DeclType.scalar(Kind.DURATION, DURATION_CHARACTERS, 3);
      case "date" -> DeclType.scalar(Kind.TIMESTAMP, DATE_CHARACTERS, DATE_CHARACTERS);
      case "date-time" -> DeclType.scalar(Kind.TIMESTAMP, DATE_TIME_CHARACTERS, 21);
      default -> DeclType.scalar(Kind.STRING, longestText(schema), 2);
    };
  }

  private static long longestText(Map<String, Object> schema) {
    if (schema.get("maxLength") == null && schema.get("enum") instanceof List<?> values) {
      return values.stream().mapToLong(v -> v instanceof String s ? s.length() : 0).max().orElse(0);
    }
    return number(schema, "maxLength", BYTES_OF_A_CHARACTER, MOST_CHARACTERS);
  }

  private static String text(Map<String, Object> schema, String keyword) {
    return schema.get(keyword) instanceof String text ? text : "";
  }

  private static long number(
      Map<String, Object> schema, String keyword, long factor, long otherwise) {
    return schema.get(keyword) instanceof Number bound
        ? Math.max(0, bound.longValue()) * factor
        : otherwise;
  }

  @SuppressWarnings("unchecked")
  private static <V> Map<String, V> cast(Map<?, ?> tree) {
    return (Map<String, V>) tree;
  }
}
