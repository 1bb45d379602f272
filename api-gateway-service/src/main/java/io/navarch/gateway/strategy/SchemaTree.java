package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON schema as a tree. */
final class SchemaTree {
  private SchemaTree() {}

  /** The schemas directly inside a schema, in whatever place. */
  static List<Map<String, Object>> children(Map<String, Object> schema) {
    List<Map<String, Object>> children = new ArrayList<>();
    for (String name : List.of("items", "additionalProperties", "not")) {
      add(schema.get(name), children);
    }
    for (String name : List.of("properties", "patternProperties", "definitions")) {
      ApiObject.mapAt(schema, name).values().forEach(each -> add(each, children));
    }
    for (String name : List.of("allOf", "anyOf", "oneOf", "items")) {
      ApiObject.listAt(schema, name).forEach(each -> add(each, children));
    }
    return children;
  }

  @SuppressWarnings("unchecked")
  private static void add(@Nullable Object schema, List<Map<String, Object>> to) {
    if (schema instanceof Map<?, ?> map) {
      to.add((Map<String, Object>) map);
    }
  }
}
