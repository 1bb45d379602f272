package io.navarch.gateway.openapi;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The definition of a custom resource in the documents, made from the schema it declares. */
final class PublishedSchema {
  static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
  static final String LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";

  private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
  private static final String API_VERSION =
      "APIVersion defines the versioned schema of this representation of an object. Servers should"
          + " convert recognized schemas to the latest internal value, and may reject unrecognized"
          + " values. More info:"
          + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources";
  private static final String KIND =
      "Kind is a string value representing the REST resource this object represents. Servers may"
          + " infer this from the endpoint the client submits requests to. Cannot be updated. In"
          + " CamelCase. More info:"
          + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds";
  private static final String METADATA =
      "Standard object's metadata. More info:"
          + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";
  private static final String LIST_METADATA =
      "Standard list metadata. More info:"
          + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds";

  private final Dialect dialect;

  PublishedSchema(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * @param declared empty where the definition declares no schema
   * @param selectable paths that field selectors may name
   */
  Map<String, Object> of(
      GroupVersionKind kind, Map<String, Object> declared, List<String> selectable) {
    Map<String, Object> result = new LinkedHashMap<>();
    boolean untyped = declared.isEmpty() || (dialect == Dialect.V2 && preserves(declared));
    if (untyped) {
      result.put("type", "object");
    } else {
      result.putAll(Json.copy(declared));
      if (dialect == Dialect.V2) {
        asV2(result);
      }
      result.put("properties", withTypeAndMetadata(result));
      embedded(result);
    }
    result.put("x-kubernetes-group-version-kind", List.of(DefinitionWriter.tree(kind)));
    putSelectable(result, selectable);
    return result;
  }

  private static void putSelectable(Map<String, Object> result, List<String> paths) {
    if (!paths.isEmpty()) {
      result.put(
          "x-kubernetes-selectable-fields",
          paths.stream().map(path -> Map.of("fieldPath", path)).toList());
    }
  }

  /**
   * @param plural of what is listed
   * @param item the definition of what is listed
   */
  Map<String, Object> listOf(
      GroupVersionKind list, String plural, String item, List<String> selectable) {
    Map<String, Object> items = new LinkedHashMap<>();
    items.put(
        "description",
        "List of "
            + plural
            + ". More info:"
            + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md");
    items.put("type", "array");
    items.put("items", Map.of("$ref", dialect.reference(item)));
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("apiVersion", text(API_VERSION));
    properties.put("items", items);
    properties.put("kind", text(KIND));
    properties.put("metadata", reference(LIST_META, LIST_METADATA));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("description", list.kind() + " is a list of " + list.kind().replace("List", ""));
    result.put("type", "object");
    result.put("required", List.of("items"));
    result.put("properties", properties);
    result.put("x-kubernetes-group-version-kind", List.of(DefinitionWriter.tree(list)));
    putSelectable(result, selectable);
    return result;
  }

  private Map<String, Object> withTypeAndMetadata(Map<String, Object> schema) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("apiVersion", text(API_VERSION));
    properties.put("kind", text(KIND));
    properties.put("metadata", reference(OBJECT_META, METADATA));
    ApiObject.mapAt(schema, "properties").forEach(properties::putIfAbsent);
    return properties;
  }

  private static Map<String, Object> text(String description) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("description", description);
    result.put("type", "string");
    return result;
  }

  private Map<String, Object> reference(String definition, String description) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("description", description);
    Map<String, Object> target = Map.of("$ref", dialect.reference(definition));
    if (dialect == Dialect.V3) {
      // Beside a plain reference the description would not count.
      result.put("allOf", List.of(target));
    } else {
      result.putAll(target);
    }
    return result;
  }

  private static boolean preserves(Map<String, Object> schema) {
    return Boolean.TRUE.equals(schema.get(PRESERVE));
  }

  /** Objects inside objects know apiVersion, kind and metadata too. */
  private void embedded(Map<String, Object> schema) {
    for (Object child : children(schema)) {
      Map<String, Object> tree = tree(child);
      boolean object = Boolean.TRUE.equals(tree.get("x-kubernetes-embedded-resource"));
      if (object && !(dialect == Dialect.V2 && preserves(tree))) {
        tree.put("properties", withTypeAndMetadata(tree));
        Set<Object> required = new LinkedHashSet<>(ApiObject.listAt(tree, "required"));
        required.addAll(List.of("kind", "apiVersion"));
        tree.put("required", new ArrayList<>(required));
      }
      embedded(tree);
    }
  }

  /** What OpenAPI v2 and its readers cannot say is left out. */
  private static void asV2(Map<String, Object> schema) {
    for (String choice : List.of("allOf", "anyOf", "oneOf", "not")) {
      schema.remove(choice);
    }
    if (Boolean.TRUE.equals(schema.get("x-kubernetes-int-or-string"))) {
      schema.remove("type");
    }
    boolean nullable = Boolean.TRUE.equals(schema.remove("nullable"));
    if (nullable || preserves(schema)) {
      schema.remove("items");
      schema.remove("properties");
      schema.remove("type");
    }
    dropNullableFromRequired(schema);
    children(schema).forEach(child -> asV2(tree(child)));
  }

  private static void dropNullableFromRequired(Map<String, Object> schema) {
    List<Object> required = new ArrayList<>(ApiObject.listAt(schema, "required"));
    ApiObject.mapAt(schema, "properties")
        .forEach(
            (name, property) -> {
              if (property instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("nullable"))) {
                required.remove(name);
              }
            });
    if (required.isEmpty()) {
      schema.remove("required");
    } else {
      schema.put("required", required);
    }
  }

  private static List<Object> children(Map<String, Object> schema) {
    List<Object> children = new ArrayList<>();
    for (Object property : ApiObject.mapAt(schema, "properties").values()) {
      if (property instanceof Map<?, ?> map && !map.containsKey("$ref")) {
        children.add(property);
      }
    }
    for (String name : List.of("items", "additionalProperties")) {
      if (schema.get(name) instanceof Map<?, ?> map) {
        children.add(map);
      }
    }
    return children;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(Object map) {
    return (Map<String, Object>) map;
  }
}
