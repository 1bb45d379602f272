package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import io.navarch.model.structural.ExpressionRules;
import io.navarch.model.structural.ValueRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Defaults must fit the schema that they stand in: no unknown fields, objects of the API with sound
 * metadata, no broken value rules or expressions. Values under {@code additionalProperties} have no
 * defaults.
 */
final class SchemaDefaultRules {
  private static final String EMBEDDED = "x-kubernetes-embedded-resource";

  private SchemaDefaultRules() {}

  /**
   * Where a schema stands in the nearest API object around it.
   *
   * @param surround makes such an object of a value in that place
   * @param inMetadata whether the value is (part of) its apiVersion, kind or metadata
   * @param resource that object's schema
   */
  private record Place(
      Function<Object, Object> surround, boolean inMetadata, Map<String, Object> resource) {

    static Place of(Map<String, Object> resource) {
      return new Place(value -> value, false, resource);
    }

    Place member(String name, boolean enters) {
      return new Place(
          value -> {
            Map<String, Object> holder = new LinkedHashMap<>();
            holder.put(name, value);
            return surround.apply(holder);
          },
          inMetadata || enters,
          resource);
    }

    Place element() {
      return new Place(value -> surround.apply(List.of(value)), inMetadata, resource);
    }
  }

  /** Checks all defaults of a whole resource's schema. */
  static void check(Field schema) {
    check(schema, Place.of(schema.map()), true);
  }

  private static void check(Field schema, Place outer, boolean root) {
    boolean embedded = root || schema.at(EMBEDDED).isTrue();
    Place place = embedded ? Place.of(schema.map()) : outer;
    Field fallback = schema.at("default");
    Object value = fallback.value();
    if (value != null) {
      if (place.inMetadata()) {
        inMetadata(schema, fallback, value, place);
      } else {
        value(schema, fallback, value, embedded);
      }
    }
    if (schema.at("items").value() instanceof Map<?, ?>) {
      check(schema.at("items"), place.element(), false);
    }
    for (String name : schema.at("properties").keys()) {
      check(
          schema.at("properties").key(name),
          place.member(name, embedded && SchemaRules.RESOURCE_MEMBERS.contains(name)),
          false);
    }
  }

  private static void value(Field schema, Field fallback, Object value, boolean embedded) {
    if (!isKnown(schema.map(), value, embedded)) {
      fallback.invalid(
          new FieldError.Printed(FieldError.json(Json.sorted(value))),
          "must not have unknown fields");
    }
    List<FieldError> wrong =
        embedded && value instanceof Map<?, ?> map
            ? EmbeddedRules.checkResource(schema.map(), tree(map))
            : EmbeddedRules.check(schema.map(), value);
    if (wrong.isEmpty()) {
      rules(schema, fallback, value);
    } else {
      add(fallback, wrong);
    }
  }

  private static void inMetadata(Field schema, Field fallback, Object value, Place place) {
    if (!(place.surround().apply(Json.copy(value)) instanceof Map<?, ?> object)) {
      return;
    }
    Map<String, Object> whole = new LinkedHashMap<>(tree(object));
    whole.putIfAbsent("kind", "Validation");
    whole.putIfAbsent("apiVersion", "validation/v1");
    List<FieldError> wrong = EmbeddedRules.checkResource(place.resource(), whole);
    if (wrong.isEmpty()) {
      rules(schema, fallback, value);
      return;
    }
    List<String> texts = wrong.stream().map(FieldError::toString).distinct().toList();
    fallback.invalid(
        "must result in valid metadata: "
            + (texts.size() == 1
                ? texts.getFirst()
                : texts.stream().collect(Collectors.joining(", ", "[", "]"))));
  }

  private static void rules(Field schema, Field fallback, Object value) {
    List<FieldError> wrong = ValueRules.compileForDefault(schema.map()).validate("", value);
    if (!wrong.isEmpty()) {
      add(fallback, wrong);
      return;
    }
    @Nullable ExpressionRules expressions = ExpressionRules.compile(schema.map());
    if (expressions != null) {
      add(fallback, expressions.validateValue(value));
    }
  }

  private static void add(Field fallback, List<FieldError> wrong) {
    wrong.forEach(each -> fallback.errors().add(each.below(fallback.path())));
  }

  /**
   * Whether a schema, of whatever type, names all members of a value.
   *
   * @param schema null where members may not stand at all
   */
  private static boolean isKnown(@Nullable Map<String, Object> schema, Object value, boolean root) {
    if (schema != null && Boolean.TRUE.equals(schema.get("x-kubernetes-preserve-unknown-fields"))) {
      return true;
    }
    return switch (value) {
      case Map<?, ?> map ->
          tree(map).entrySet().stream().allMatch(member -> isKnownMember(schema, member, root));
      case List<?> list ->
          list.stream()
              .allMatch(
                  each ->
                      each == null
                          || isKnown(schema == null ? null : at(schema, "items"), each, false));
      default -> true;
    };
  }

  private static boolean isKnownMember(
      @Nullable Map<String, Object> schema, Map.Entry<String, Object> member, boolean root) {
    if (schema == null) {
      return false;
    }
    Map<String, Object> property = at(ApiObject.mapAt(schema, "properties"), member.getKey());
    boolean any = schema.get("additionalProperties") != null;
    boolean resource = root || Boolean.TRUE.equals(schema.get(EMBEDDED));
    if (property == null && !any) {
      return resource && SchemaRules.RESOURCE_MEMBERS.contains(member.getKey());
    }
    Map<String, Object> inner = property == null ? at(schema, "additionalProperties") : property;
    return member.getValue() == null || isKnown(inner, member.getValue(), false);
  }

  private static @Nullable Map<String, Object> at(Map<String, Object> holder, String name) {
    return holder.get(name) instanceof Map<?, ?> map ? tree(map) : null;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}
