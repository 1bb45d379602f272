package io.navarch.gateway.strategy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pattern.BoundedPattern;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What makes a schema structural: the type of every field stands outside of {@code allOf}, {@code
 * anyOf}, {@code oneOf} and {@code not}, which may only restrict values, and what those speak of is
 * declared outside of them too.
 */
final class StructuralRules {
  private static final List<Object> INT_OR_STRING =
      List.of(Map.of("type", "integer"), Map.of("type", "string"));

  private final List<FieldError> errors = new ArrayList<>();

  private StructuralRules() {}

  /** Where a schema stands. */
  private enum Level {
    ROOT("must not be empty at the root"),
    ITEM("must not be empty for specified array items"),
    FIELD("must not be empty for specified object fields");

    private final String typeRequired;

    Level(String typeRequired) {
      this.typeRequired = typeRequired;
    }
  }

  /** What no structural schema can say, in the order in which it is looked for. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "id",
          "$schema",
          "$ref",
          "patternProperties",
          "dependencies",
          "additionalItems",
          "definitions");

  /**
   * Why a schema cannot be read as a structural one at all, so that its structure is not looked at;
   * null where it can.
   */
  static @Nullable String unreadable(Map<String, Object> schema) {
    for (String name : UNSUPPORTED) {
      Object value = schema.get(name);
      boolean empty =
          value == null
              || value.equals("")
              || (value instanceof Map<?, ?> map
                  && map.isEmpty()
                  && !name.equals("additionalItems"));
      if (!empty) {
        return "OpenAPIV3Schema '"
            + (name.equals("$schema") ? "schema" : name)
            + "' is not supported";
      }
    }
    if (Boolean.FALSE.equals(schema.get("x-kubernetes-preserve-unknown-fields"))) {
      return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
    }
    if (schema.get("items") instanceof List<?> list && !list.isEmpty()) {
      return "OpenAPIV3Schema 'items' must be a schema, but is an array";
    }
    return SchemaTree.children(schema).stream()
        .map(StructuralRules::unreadable)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The errors, sorted by their text. */
  static List<FieldError> check(String path, Map<String, Object> schema) {
    StructuralRules rules = new StructuralRules();
    rules.invariants(schema, Level.ROOT, path);
    rules.completeness(schema, schema, path, path);
    rules.errors.sort(Comparator.comparing(FieldError::toString));
    return rules.errors;
  }

  private void required(String path, String detail) {
    errors.add(FieldError.required(path, detail));
  }

  private void forbidden(String path, String detail) {
    errors.add(FieldError.forbidden(path, detail));
  }

  private void invalid(String path, Object value, String detail) {
    errors.add(FieldError.invalid(path, value, detail));
  }

  private void invariants(Map<String, Object> s, Level level, String path) {
    String type = ApiObject.string(s, "type");
    boolean embedded = isTrue(s, "x-kubernetes-embedded-resource");
    boolean preserve = isTrue(s, "x-kubernetes-preserve-unknown-fields");
    boolean intOrString = isTrue(s, "x-kubernetes-int-or-string");
    if (type.equals("array") && s.get("items") == null) {
      required(path + ".items", "must be specified");
    }
    inner(s, level, path);
    if (intOrString && preserve) {
      invalid(
          path + ".x-kubernetes-preserve-unknown-fields",
          true,
          "must be false if x-kubernetes-int-or-string is true");
    }
    if (intOrString && embedded) {
      invalid(
          path + ".x-kubernetes-embedded-resource",
          true,
          "must be false if x-kubernetes-int-or-string is true");
    }
    valueRules(s, isIntOrStringAnyOf(s), isIntOrStringAllOf(s), path);
    if (embedded && !type.equals("object")) {
      String detail = "must be object if x-kubernetes-embedded-resource is true";
      if (type.isEmpty()) {
        required(path + ".type", detail);
      } else {
        invalid(path + ".type", type, detail);
      }
    } else if (type.isEmpty() && !intOrString && !preserve) {
      required(path + ".type", level.typeRequired);
    }
    if (embedded && s.get("additionalProperties") != null) {
      forbidden(
          path + ".additionalProperties",
          "must not be used if x-kubernetes-embedded-resource is set");
    }
    if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
      invalid(path + ".type", type, "must be object at the root");
    }
    typeAndMetadata(s, level, path, level == Level.ROOT || embedded);
    if (embedded && !preserve && ApiObject.mapAt(s, "properties").isEmpty()) {
      required(
          path + ".properties",
          "must not be empty if x-kubernetes-embedded-resource is true without"
              + " x-kubernetes-preserve-unknown-fields");
    }
  }

  private void inner(Map<String, Object> s, Level level, String path) {
    Map<String, Object> items = tree(s.get("items"));
    if (items != null) {
      invariants(items, Level.ITEM, path + ".items");
    }
    ApiObject.mapAt(s, "properties")
        .forEach(
            (name, property) -> {
              Map<String, Object> schema = tree(property);
              if (schema != null) {
                invariants(schema, Level.FIELD, property(path, name));
              }
            });
    if (s.get("additionalProperties") != null) {
      if (level == Level.ROOT) {
        forbidden(path + ".additionalProperties", "must not be used at the root");
      }
      Map<String, Object> values = tree(s.get("additionalProperties"));
      if (values != null) {
        invariants(values, Level.FIELD, path + ".additionalProperties");
      }
    }
  }

  private void typeAndMetadata(
      Map<String, Object> s, Level level, String path, boolean isResource) {
    Map<String, Object> properties = ApiObject.mapAt(s, "properties");
    for (String name : List.of("kind", "apiVersion")) {
      Map<String, Object> schema = tree(properties.get(name));
      if (isResource && schema != null && !ApiObject.string(schema, "type").equals("string")) {
        invalid(property(path, name) + ".type", ApiObject.string(schema, "type"), "must be string");
      }
    }
    Map<String, Object> metadata = tree(properties.get("metadata"));
    if (metadata == null) {
      return;
    }
    String at = property(path, "metadata");
    if (isResource && !ApiObject.string(metadata, "type").equals("object")) {
      invalid(at + ".type", ApiObject.string(metadata, "type"), "must be object");
    }
    if (level == Level.ROOT && !restrictsNamesOnly(metadata)) {
      forbidden(
          at,
          "must not specify anything other than name and generateName, but metadata is implicitly"
              + " specified");
    }
  }

  /** Whether only name and generateName are spoken of; what says nothing does not count. */
  private static boolean restrictsNamesOnly(Map<String, Object> metadata) {
    for (Map.Entry<String, Object> member : metadata.entrySet()) {
      Object value = member.getValue();
      boolean allowed =
          switch (member.getKey()) {
            case "type", "default" -> true;
            case "properties" ->
                !(value instanceof Map<?, ?> map)
                    || map.keySet().stream()
                        .allMatch(name -> name.equals("name") || name.equals("generateName"));
            default ->
                value == null
                    || value.equals("")
                    || value.equals(false) && !member.getKey().equals("additionalProperties");
          };
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIntOrStringAnyOf(Map<String, Object> s) {
    return Json.equal(s.get("anyOf"), INT_OR_STRING);
  }

  private static boolean isIntOrStringAllOf(Map<String, Object> s) {
    List<Object> all = ApiObject.listAt(s, "allOf");
    Map<String, Object> first = all.isEmpty() ? null : tree(all.getFirst());
    return first != null && Json.equal(first.get("anyOf"), INT_OR_STRING);
  }

  private void valueRules(
      Map<String, Object> v, boolean skipAnyOf, boolean skipFirstAllOfAnyOf, String path) {
    if (!skipAnyOf) {
      nestedEach(v, "anyOf", false, path);
    }
    nestedEach(v, "allOf", skipFirstAllOfAnyOf, path);
    nestedEach(v, "oneOf", false, path);
    Map<String, Object> not = tree(v.get("not"));
    if (not != null) {
      nested(not, false, path + ".not");
    }
    String pattern = ApiObject.string(v, "pattern");
    if (!pattern.isEmpty()) {
      try {
        Pattern unused = BoundedPattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        invalid(
            path + ".pattern",
            pattern,
            "must be a valid regular expression, but isn't: " + e.getMessage());
      }
    }
  }

  private void nestedEach(
      Map<String, Object> v, String name, boolean skipAnyOfOfFirst, String path) {
    int i = 0;
    for (Object each : ApiObject.listAt(v, name)) {
      Map<String, Object> schema = tree(each);
      if (schema != null) {
        nested(schema, skipAnyOfOfFirst && i == 0, path + "." + name + "[" + i + "]");
      }
      i++;
    }
  }

  /** What restricts values may say nothing of their structure. */
  private void nested(Map<String, Object> v, boolean skipAnyOf, String path) {
    valueRules(v, skipAnyOf, false, path);
    Map<String, Object> items = tree(v.get("items"));
    if (items != null) {
      nested(items, false, path + ".items");
    }
    ApiObject.mapAt(v, "properties")
        .forEach(
            (name, property) -> {
              Map<String, Object> schema = tree(property);
              if (schema != null) {
                nested(schema, false, property(path, name));
              }
            });
    for (String empty : List.of("type", "title", "description")) {
      if (!ApiObject.string(v, empty).isEmpty()) {
        forbidden(path + "." + empty, "must be empty to be structural");
      }
    }
    Object additional = v.get("additionalProperties");
    if (additional != null && !Boolean.FALSE.equals(additional)) {
      forbidden(path + ".additionalProperties", "must be undefined to be structural");
    }
    for (String undefined : List.of("default", "x-kubernetes-list-type", "x-kubernetes-map-type")) {
      if (v.get(undefined) != null) {
        forbidden(path + "." + undefined, "must be undefined to be structural");
      }
    }
    for (String off :
        List.of(
            "nullable",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string")) {
      if (isTrue(v, off)) {
        forbidden(path + "." + off, "must be false to be structural");
      }
    }
    for (String empty : List.of("x-kubernetes-list-map-keys", "x-kubernetes-validations")) {
      if (!ApiObject.listAt(v, empty).isEmpty()) {
        forbidden(path + "." + empty, "must be empty to be structural");
      }
    }
    if (ApiObject.mapAt(v, "properties").containsKey("metadata")) {
      forbidden(property(path, "metadata"), "must not be specified in a nested context");
    }
  }

  /** Whatever value rules speak of must be declared outside of them. */
  private void completeness(
      Map<String, Object> v, @Nullable Map<String, Object> s, String declared, String path) {
    Map<String, Object> not = tree(v.get("not"));
    if (not != null) {
      nestedCompleteness(not, s, declared, path + ".not");
    }
    for (String name : List.of("allOf", "anyOf", "oneOf")) {
      int i = 0;
      for (Object each : ApiObject.listAt(v, name)) {
        Map<String, Object> schema = tree(each);
        if (schema != null) {
          nestedCompleteness(schema, s, declared, path + "." + name + "[" + i + "]");
        }
        i++;
      }
    }
  }

  private void nestedCompleteness(
      Map<String, Object> v, @Nullable Map<String, Object> s, String declared, String path) {
    if (s == null) {
      required(declared, "because it is defined in " + path);
      return;
    }
    completeness(v, s, declared, path);
    Map<String, Object> items = tree(v.get("items"));
    if (items != null) {
      nestedCompleteness(items, tree(s.get("items")), declared + ".items", path + ".items");
    }
    Map<String, Object> properties = ApiObject.mapAt(s, "properties");
    ApiObject.mapAt(v, "properties")
        .forEach(
            (name, property) -> {
              Map<String, Object> schema = tree(property);
              if (schema != null) {
                nestedCompleteness(
                    schema,
                    tree(properties.get(name)),
                    property(declared, name),
                    property(path, name));
              }
            });
  }

  private static String property(String path, String name) {
    return path + ".properties[" + name + "]";
  }

  private static boolean isTrue(Map<String, Object> schema, String member) {
    return Boolean.TRUE.equals(schema.get(member));
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Map<String, Object> tree(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : null;
  }
}
