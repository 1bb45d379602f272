package io.navarch.model.protobuf;

import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes objects of any kind whose values fit their schema; the same seed gives the same object. */
final class RandomObjects {
  private static final int DEEPEST = 9;

  private final RandomGenerator random;

  RandomObjects(RandomGenerator random) {
    this.random = random;
  }

  Map<String, Object> object(GroupVersionKind kind) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", kind.kind());
    object.put("apiVersion", kind.apiVersion());
    Schema schema = BuiltinSchemas.instance().byKind(kind).orElseThrow();
    members(schema, 0)
        .forEach(
            (name, value) -> {
              if (!name.equals("kind") && !name.equals("apiVersion")) {
                object.put(name, value);
              }
            });
    return object;
  }

  private Map<String, Object> members(Schema schema, int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    boolean isKind =
        BuiltinSchemas.instance().kinds().containsValue(schema.name())
            || schema.name().endsWith(".DeleteOptions");
    for (Schema.Field field : schema.fields().values()) {
      boolean typeMember =
          isKind && (field.name().equals("kind") || field.name().equals("apiVersion"));
      if (depth < DEEPEST && !typeMember && random.nextInt(3) > 0) {
        Object value = value(field.schema(), depth + 1);
        if (value != null) {
          object.put(field.name(), value);
        }
      }
    }
    return object;
  }

  /** Null where nothing of the type fits any more. */
  private Object value(Schema schema, int depth) {
    return switch (schema.type()) {
      case OBJECT -> members(schema, depth);
      case MAP -> map(schema, depth);
      case ARRAY -> list(schema, depth);
      case STRING -> text(schema);
      case INTEGER -> integer(schema);
      case NUMBER -> random.nextInt(1000) + 0.5;
      case BOOLEAN -> random.nextBoolean();
      case INT_OR_STRING -> random.nextBoolean() ? (Object) (long) random.nextInt() : word();
      case ANY -> any(schema.name(), depth);
    };
  }

  private Object map(Schema schema, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i <= random.nextInt(2); i++) {
      Object value = value(schema.items(), depth + 1);
      if (value != null) {
        map.put(word(), value);
      }
    }
    return map.isEmpty() ? null : map;
  }

  private Object list(Schema schema, int depth) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(2); i++) {
      Object value = value(schema.items(), depth + 1);
      if (value != null) {
        list.add(value);
      }
    }
    return list.isEmpty() ? null : list;
  }

  private Object integer(Schema schema) {
    long number = schema.scalar() == Schema.Scalar.INT32 ? random.nextInt() : random.nextLong();
    return random.nextBoolean() ? number : number & 0xff;
  }

  private Object text(Schema schema) {
    return switch (schema.scalar()) {
      case BYTES -> Base64.getEncoder().encodeToString(word().repeat(20).getBytes());
      case TIME -> "20%02d-0%d-17T09:5%d:03Z".formatted(number(38), number(9) + 1, number(10));
      case MICRO_TIME -> "2026-02-03T04:05:06.%06dZ".formatted(random.nextInt(1_000_000));
      case QUANTITY -> random.nextInt(1000) + "m";
      default -> random.nextInt(8) == 0 ? "" : word();
    };
  }

  private Object any(String name, int depth) {
    String simple = name.substring(name.lastIndexOf('.') + 1);
    return switch (simple) {
      case "FieldsV1" -> Map.of("f:spec", Map.of("f:" + word(), Map.of()));
      case "RawExtension" -> Map.of("kind", word(), "list", List.of(1L, "zwei", true, 2.5));
      case "JSON" -> random.nextBoolean() ? (Object) word() : random.nextInt(5) + 0.25;
      case "JSONSchemaPropsOrBool" -> random.nextBoolean() ? (Object) true : schemaBelow(depth);
      case "JSONSchemaPropsOrArray" ->
          random.nextBoolean()
              ? List.of(schemaBelow(depth), schemaBelow(depth))
              : schemaBelow(depth);
      case "JSONSchemaPropsOrStringArray" -> List.of(word(), word());
      default -> Map.of();
    };
  }

  private Object schemaBelow(int depth) {
    return members(
        BuiltinSchemas.instance()
            .byDefinition(
                "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps")
            .orElseThrow(),
        Math.max(depth, DEEPEST - 1));
  }

  private int number(int bound) {
    return random.nextInt(bound);
  }

  private String word() {
    String[] words = {"a", "schiff", "Ünïcode ✓ 𝄞", "x".repeat(random.nextInt(300)), "\"q\"\n\\"};
    return words[random.nextInt(words.length)] + random.nextInt(100);
  }
}
