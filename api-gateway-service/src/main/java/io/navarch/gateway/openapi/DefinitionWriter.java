package io.navarch.gateway.openapi;

import io.navarch.gateway.facts.FactTable;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.Descriptions;
import io.navarch.model.schema.Schema;
import io.navarch.model.schema.ZeroValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes schemas as OpenAPI definitions and remembers which other definitions they refer to. */
final class DefinitionWriter {
  private static final Map<String, Object> PUBLISHED_DEFAULTS =
      FactTable.rows(DefinitionWriter.class, "published-defaults.tsv").stream()
          .collect(Collectors.toMap(row -> row[0] + "/" + row[1], row -> parsedDefault(row[2])));

  /** Closed sets of values, by definition and member; those of elements are marked by brackets. */
  private static final Map<String, List<String>> PUBLISHED_ENUMS =
      FactTable.rows(DefinitionWriter.class, "published-enums.tsv").stream()
          .collect(
              Collectors.toMap(
                  row -> row[0] + "/" + row[1], row -> List.of(row[2].split(",", -1))));

  private static final String EXTENSIONS =
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";
  private static final Set<String> WITHOUT_TYPE =
      Set.of(
          EXTENSIONS + "JSON",
          EXTENSIONS + "JSONSchemaPropsOrArray",
          EXTENSIONS + "JSONSchemaPropsOrBool",
          EXTENSIONS + "JSONSchemaPropsOrStringArray");

  /** A map that is marked as merged by key, though maps are anyway. */
  private static final Set<String> MARKED_GRANULAR =
      Set.of("io.k8s.api.core.v1.PersistentVolumeClaimStatus/allocatedResourceStatuses");

  private final Dialect dialect;
  private final Descriptions descriptions;
  private final Function<String, Collection<GroupVersionKind>> kinds;
  private final Map<String, Schema> pending = new HashMap<>();
  private final Map<String, Object> written = new TreeMap<>();

  /**
   * @param kinds the groups, versions and kinds that a definition is known by
   */
  DefinitionWriter(
      Dialect dialect,
      Descriptions descriptions,
      Function<String, Collection<GroupVersionKind>> kinds) {
    this.dialect = dialect;
    this.descriptions = descriptions;
    this.kinds = kinds;
  }

  private static Object parsedDefault(String json) {
    Object value = Json.read(json);
    return value == null ? "" : value;
  }

  /** Writes a definition and all that it refers to. */
  void add(String name, Schema schema) {
    pending.put(name, schema);
    while (!pending.isEmpty()) {
      String next = pending.keySet().iterator().next();
      Schema definition = pending.get(next);
      pending.remove(next);
      if (definition != null && !written.containsKey(next)) {
        written.put(next, Map.of());
        written.put(next, definition(next, definition));
      }
    }
  }

  /** Takes a definition that is written already; what it refers to is the caller's to add. */
  void put(String name, Map<String, Object> definition) {
    written.put(name, definition);
  }

  /** All definitions that were written, by name. */
  Map<String, Object> definitions() {
    return written;
  }

  private Map<String, Object> definition(String name, Schema schema) {
    Map<String, Object> result = new LinkedHashMap<>();
    String description =
        schema.description().isEmpty() ? descriptions.definition(name) : schema.description();
    if (!description.isEmpty()) {
      result.put("description", description);
    }
    if (!schema.fields().isEmpty()) {
      properties(name, schema, result);
    }
    typeOfDefinition(name, schema, result);
    List<Object> known = new ArrayList<>();
    for (GroupVersionKind kind : kinds.apply(name)) {
      known.add(tree(kind));
    }
    if (!known.isEmpty()) {
      result.put("x-kubernetes-group-version-kind", known);
    }
    if (schema.atomicMap()) {
      result.put("x-kubernetes-map-type", "atomic");
    }
    return result;
  }

  static Map<String, Object> tree(GroupVersionKind kind) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("group", kind.group());
    result.put("kind", kind.kind());
    result.put("version", kind.version());
    return result;
  }

  private void properties(String name, Schema schema, Map<String, Object> result) {
    Map<String, Object> properties = new TreeMap<>();
    List<String> required = new ArrayList<>();
    for (Schema.Field field : schema.fields().values()) {
      properties.put(field.name(), property(name, field));
      if (field.required()) {
        required.add(field.name());
      }
    }
    result.put("properties", properties);
    if (!required.isEmpty()) {
      result.put("required", required.stream().sorted().toList());
    }
  }

  private void typeOfDefinition(String name, Schema schema, Map<String, Object> result) {
    boolean choice =
        schema.scalar() == Schema.Scalar.QUANTITY || schema.type() == Schema.Type.INT_OR_STRING;
    if (choice && dialect == Dialect.V3) {
      boolean quantity = schema.scalar() == Schema.Scalar.QUANTITY;
      result.put(
          "oneOf",
          quantity
              ? List.of(Map.of("type", "string"), Map.of("type", "number"))
              : List.of(Map.of("type", "integer"), Map.of("type", "string")));
      putUnlessEmpty(result, "format", schema.format());
    } else if (schema.type() == Schema.Type.ANY) {
      if (!WITHOUT_TYPE.contains(name)) {
        result.put("type", "object");
      }
    } else {
      value(schema, result);
    }
  }

  private Map<String, Object> property(String definition, Schema.Field field) {
    Map<String, Object> result = new LinkedHashMap<>();
    String place = definition + "/" + field.name();
    List<String> values = PUBLISHED_ENUMS.getOrDefault(place, List.of());
    putUnlessEmpty(result, "description", descriptionOf(definition, field) + told(values));
    if (dialect == Dialect.V3) {
      Object published = publishedDefault(definition, field);
      if (published != null) {
        result.put("default", published);
      }
    }
    reference(field.schema(), result, dialect == Dialect.V3);
    if (!values.isEmpty()) {
      result.put("enum", values);
    }
    elementEnum(place + "[]", "items", result);
    elementEnum(place + "{}", "additionalProperties", result);
    marks(definition, field, result);
    return result;
  }

  /** The values in words, for those who ask for an explanation. */
  private static String told(List<String> values) {
    return values.isEmpty()
        ? ""
        : values.stream()
            .map(value -> " - `\"" + value + "\"`")
            .collect(Collectors.joining("\n", "\n\nPossible enum values:\n", ""));
  }

  private static void elementEnum(String place, String member, Map<String, Object> result) {
    List<String> values = PUBLISHED_ENUMS.get(place);
    if (values != null) {
      ApiObject.child(result, member).put("enum", values);
    }
  }

  /** A reference's own text is not in the model; the text of what it refers to stands in. */
  private String descriptionOf(String definition, Schema.Field field) {
    if (!field.description().isEmpty()) {
      return field.description();
    }
    String own = descriptions.member(definition, field.name());
    return own.isEmpty() && !field.schema().name().isEmpty()
        ? descriptions.definition(field.schema().name())
        : own;
  }

  private static @Nullable Object publishedDefault(String definition, Schema.Field field) {
    Object listed = PUBLISHED_DEFAULTS.get(definition + "/" + field.name());
    if (listed != null) {
      return listed;
    }
    Schema schema = field.schema();
    if (field.go().pointer()) {
      return null;
    }
    if (schema.type() == Schema.Type.OBJECT) {
      return Map.of();
    }
    return switch (schema.type()) {
      case STRING, INTEGER, NUMBER, BOOLEAN ->
          schema.name().isEmpty()
                  && schema.scalar() != Schema.Scalar.BYTES
                  && field.go().whenEmpty() == Schema.WhenEmpty.WRITE
              ? ZeroValues.of(schema)
              : null;
      case OBJECT, MAP, ARRAY, INT_OR_STRING, ANY -> null;
    };
  }

  private static void marks(String definition, Schema.Field field, Map<String, Object> result) {
    if (!field.listMapKeys().isEmpty()) {
      result.put("x-kubernetes-list-map-keys", field.listMapKeys());
    }
    if (field.listType() != null) {
      result.put("x-kubernetes-list-type", field.listType().name().toLowerCase(Locale.ROOT));
    }
    if (field.atomicMap() != field.schema().atomicMap()
        || MARKED_GRANULAR.contains(definition + "/" + field.name())) {
      result.put("x-kubernetes-map-type", field.atomicMap() ? "atomic" : "granular");
    }
    putUnlessEmpty(result, "x-kubernetes-patch-merge-key", field.patchMergeKey());
    putUnlessEmpty(result, "x-kubernetes-patch-strategy", field.patchStrategy());
  }

  /**
   * @param wrapped whether other members stand beside the reference, which v3 allows only around
   *     {@code allOf}
   */
  private void reference(Schema schema, Map<String, Object> result, boolean wrapped) {
    if (schema.name().isEmpty()) {
      value(schema, result);
      return;
    }
    pending.put(schema.name(), schema);
    String reference = dialect.reference(schema.name());
    if (wrapped) {
      result.put("allOf", List.of(Map.of("$ref", reference)));
    } else {
      result.put("$ref", reference);
    }
  }

  private void value(Schema schema, Map<String, Object> result) {
    switch (schema.type()) {
      case OBJECT -> object(schema, result);
      case MAP -> {
        result.put("type", "object");
        items(schema, "additionalProperties", result);
      }
      case ARRAY -> {
        result.put("type", "array");
        items(schema, "items", result);
      }
      case STRING, INT_OR_STRING -> result.put("type", "string");
      case INTEGER -> result.put("type", "integer");
      case NUMBER -> result.put("type", "number");
      case BOOLEAN -> result.put("type", "boolean");
      case ANY -> {}
    }
    putUnlessEmpty(result, "format", schema.format());
  }

  private void object(Schema schema, Map<String, Object> result) {
    result.put("type", "object");
    if (schema.name().isEmpty() && !schema.fields().isEmpty()) {
      properties("", schema, result);
    }
    if (schema.preserveUnknownFields()) {
      result.put("x-kubernetes-preserve-unknown-fields", true);
    }
  }

  private void items(Schema schema, String member, Map<String, Object> result) {
    Schema items = schema.items();
    if (items != null) {
      Map<String, Object> inner = new LinkedHashMap<>();
      reference(items, inner, false);
      result.put(member, inner);
    }
  }

  private static void putUnlessEmpty(Map<String, Object> map, String name, String value) {
    if (!value.isEmpty()) {
      map.put(name, value);
    }
  }
}
