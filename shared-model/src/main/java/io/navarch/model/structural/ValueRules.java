package io.navarch.model.structural;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pattern.BoundedPattern;
import io.navarch.model.status.FieldError;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules that an {@code openAPIV3Schema} sets for values: types, required members, ranges,
 * lengths, patterns, formats, enums and their combinations. Compiled once, then free of state.
 *
 * <p>An update is ratcheted: what an unchanged part of the object breaks was accepted before and is
 * not held against the write.
 */
public final class ValueRules {
  private final List<String> types;
  private final boolean nullable;
  private final List<Object> enumValues;
  private final String format;
  private final TextRules text;
  private final NumberRules numbers;
  private final Map<String, ValueRules> properties = new LinkedHashMap<>();
  private final List<String> required;
  private final Combinations combinations;
  private final ListShape list;
  private final @Nullable ValueRules additional;
  private final boolean closed;
  private final long minProperties;
  private final long maxProperties;

  /** How lists are held together: which elements correspond between two states. */
  private record ListShape(
      @Nullable ValueRules items, long min, long max, boolean unique, List<String> mapKeys) {}

  private ValueRules(Map<String, Object> openApi, boolean allFormats) {
    boolean either = !allFormats && Boolean.TRUE.equals(openApi.get("x-kubernetes-int-or-string"));
    String type = ApiObject.string(openApi, "type");
    types = either ? List.of("integer", "string") : type.isEmpty() ? List.of() : List.of(type);
    nullable = Boolean.TRUE.equals(openApi.get("nullable"));
    enumValues = ApiObject.listAt(openApi, "enum");
    String declared = ApiObject.string(openApi, "format");
    String single = types.size() == 1 ? types.getFirst() : "";
    format = allFormats || TextFormats.isRecognized(single, declared) ? declared : "";
    text = TextRules.of(openApi, format);
    numbers = NumberRules.of(openApi, types);
    required = ApiObject.listAt(openApi, "required").stream().map(String::valueOf).toList();
    combinations = Combinations.of(openApi, allFormats);
    list =
        new ListShape(
            child(openApi.get("items"), allFormats),
            number(openApi, "minItems", -1),
            number(openApi, "maxItems", -1),
            Boolean.TRUE.equals(openApi.get("uniqueItems")),
            mapKeys(openApi));
    additional = child(openApi.get("additionalProperties"), allFormats);
    closed = Boolean.FALSE.equals(openApi.get("additionalProperties"));
    minProperties = number(openApi, "minProperties", -1);
    maxProperties = number(openApi, "maxProperties", -1);
    ApiObject.mapAt(openApi, "properties")
        .forEach(
            (name, property) -> {
              ValueRules rules = child(property, allFormats);
              if (rules != null) {
                properties.put(name, rules);
              }
            });
  }

  /**
   * @throws PatternSyntaxException if a pattern is no regular expression
   */
  public static ValueRules compile(Map<String, Object> openApi) {
    return new ValueRules(openApi, false);
  }

  /**
   * The rules for a default in a schema: here the type checks know the formats of other types too.
   *
   * @throws PatternSyntaxException if a pattern is no regular expression
   */
  public static ValueRules compileForDefault(Map<String, Object> openApi) {
    return new ValueRules(openApi, true);
  }

  /** What tells the elements of a list apart; empty where it is no map. */
  static List<String> mapKeys(Map<String, Object> openApi) {
    return ApiObject.string(openApi, "x-kubernetes-list-type").equals("map")
        ? ApiObject.listAt(openApi, "x-kubernetes-list-map-keys").stream()
            .map(String::valueOf)
            .toList()
        : List.of();
  }

  static @Nullable ValueRules child(@Nullable Object openApi, boolean allFormats) {
    return openApi instanceof Map<?, ?> map ? new ValueRules(tree(map), allFormats) : null;
  }

  static long number(Map<String, Object> openApi, String name, long otherwise) {
    return openApi.get(name) instanceof Number n ? n.longValue() : otherwise;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> tree(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  /** The rules of a member, or null where there are none. */
  public @Nullable ValueRules property(String name) {
    return properties.get(name);
  }

  /**
   * What a new value breaks.
   *
   * @param base the field that holds the value, which messages do not name; empty for a whole
   *     object
   */
  public List<FieldError> validate(String base, @Nullable Object value) {
    Violations found = new Violations();
    check("", value, Before.UNKNOWN, found);
    return below(base, found);
  }

  /** What a changed value breaks beyond what the unchanged parts of it broke before. */
  public List<FieldError> validateUpdate(
      String base, @Nullable Object value, @Nullable Object old) {
    Violations found = new Violations();
    check("", value, new Before(true, old), found);
    return below(base, found);
  }

  private static List<FieldError> below(String base, Violations found) {
    return base.isEmpty()
        ? found.errors()
        : found.errors().stream().map(each -> each.below(base)).toList();
  }

  /** The value that stood in the same place, if that is known. */
  record Before(boolean known, @Nullable Object value) {
    static final Before UNKNOWN = new Before(false, null);

    /** The old element with the same keys; only lists that are maps have one. */
    Before element(@Nullable Object element, List<String> mapKeys) {
      if (mapKeys.isEmpty()
          || !known
          || !(value instanceof List<?> old)
          || !(element instanceof Map<?, ?> now)) {
        return UNKNOWN;
      }
      for (Object each : old) {
        if (each instanceof Map<?, ?> map
            && mapKeys.stream().allMatch(key -> Json.equal(map.get(key), now.get(key)))) {
          return new Before(true, map);
        }
      }
      return UNKNOWN;
    }

    Before member(String name) {
      return known && value instanceof Map<?, ?> map && map.containsKey(name)
          ? new Before(true, map.get(name))
          : UNKNOWN;
    }
  }

  /** What a value breaks of one of several schemas for it. */
  Violations apart(String path, Object value, Before before) {
    Violations own = new Violations();
    check(path, value, before, own);
    return own;
  }

  void check(String path, @Nullable Object value, Before before, Violations found) {
    int already = found.size();
    checkValue(path, value, before, found);
    if (found.size() > already && before.known() && Json.equal(value, before.value())) {
      found.truncate(already);
    }
  }

  private void checkValue(String path, @Nullable Object value, Before before, Violations found) {
    if (value == null) {
      if (types.isEmpty() || nullable) {
        found.visit(1);
      } else {
        found.type(path, String.join(",", types), "null");
      }
      checkEnum(path, null, found);
      return;
    }
    // Every kind of check counts once, and once more where it looks at the value itself.
    found.visit(4);
    checkType(path, value, found);
    combinations.check(path, value, before, found);
    switch (value) {
      case String s -> {
        text.check(path, s, found);
        found.visit(text.format().isEmpty() ? 1 : 2);
      }
      case Number n -> {
        numbers.check(path, n, found);
        found.visit(2);
      }
      case List<?> elements -> {
        checkList(path, elements, before, found);
        found.visit(2);
      }
      case Map<?, ?> _ -> found.visit(1);
      default -> {}
    }
    checkEnum(path, value, found);
    if (value instanceof Map<?, ?> map) {
      checkObject(path, tree(map), before, found);
    }
  }

  private void checkType(String path, Object value, Violations found) {
    if (types.isEmpty() && format.isEmpty()) {
      return;
    }
    String actual = typeOf(value);
    boolean text = value instanceof String || value instanceof List<?>;
    boolean fits =
        types.contains(actual)
            || (actual.equals("integer") && types.contains("number"))
            || (types.contains("integer") && isWholeDouble(value));
    if (!fits && !text && !format.isEmpty() && !format.equals(widthOf(value))) {
      found.type(path, format, widthOf(value));
    } else if (!fits && !(text && !format.isEmpty() && !isNumeric())) {
      found.type(path, String.join(",", types), actual);
    } else {
      found.visit(2);
      return;
    }
    found.visit(1);
  }

  /** A fraction's type holds whole numbers exactly up to here. */
  private static boolean isWholeDouble(Object value) {
    return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1L << 53;
  }

  private boolean isNumeric() {
    return types.contains("number") || types.contains("integer");
  }

  /** The format that a value has of itself. */
  private static String widthOf(Object value) {
    return switch (value) {
      case Double _, BigInteger _ -> "float64";
      case Number _ -> "int64";
      default -> "";
    };
  }

  private static String typeOf(Object value) {
    return switch (value) {
      case String _ -> "string";
      case Boolean _ -> "boolean";
      case Double _, BigInteger _ -> "number";
      case Number _ -> "integer";
      case List<?> _ -> "array";
      default -> "object";
    };
  }

  private void checkEnum(String path, @Nullable Object value, Violations found) {
    if (enumValues.isEmpty()) {
      return;
    }
    for (Object allowed : enumValues) {
      if (value != null && allowed != null && isSame(value, allowed)) {
        return;
      }
    }
    found.notAmong(path, value, enumValues);
  }

  /** A number is the same where it is so in the form of what is allowed. */
  private static boolean isSame(Object value, Object allowed) {
    return value instanceof Double d && allowed instanceof Long whole
        ? d.longValue() == whole
        : Json.equal(allowed, value);
  }

  private void checkList(String path, List<?> elements, Before before, Violations found) {
    if (list.items() != null) {
      for (int i = 0; i < elements.size(); i++) {
        Object element = elements.get(i);
        list.items()
            .check(path + "[" + i + "]", element, before.element(element, list.mapKeys()), found);
      }
    }
    if (list.min() >= 0 && elements.size() < list.min()) {
      found.invalid(path, (long) elements.size(), "should have at least " + list.min() + " items");
    }
    if (list.max() >= 0 && elements.size() > list.max()) {
      found.tooMany(path, elements.size(), list.max());
    }
    if (list.unique() && hasDoubles(elements)) {
      found.invalid(path, elements, "shouldn't contain duplicates");
    }
  }

  private static boolean hasDoubles(List<?> elements) {
    for (int i = 0; i < elements.size(); i++) {
      for (int j = i + 1; j < elements.size(); j++) {
        if (Json.equal(elements.get(i), elements.get(j))) {
          return true;
        }
      }
    }
    return false;
  }

  private void checkObject(String path, Map<String, Object> map, Before before, Violations found) {
    if (minProperties >= 0 && map.size() < minProperties) {
      found.invalid(
          path, (long) map.size(), "should have at least " + minProperties + " properties");
    }
    if (maxProperties >= 0 && map.size() > maxProperties) {
      found.tooMany(path, map.size(), maxProperties);
    }
    if (closed || additional != null) {
      checkAdditional(path, map, before, found);
    }
    properties.forEach(
        (name, rules) -> {
          if (map.containsKey(name)) {
            boolean typeMember = path.isEmpty() && isTypeMember(name);
            Before old = typeMember ? Before.UNKNOWN : before.member(name);
            rules.check(below(path, name), map.get(name), old, found);
          }
        });
    for (String name : required) {
      if (!map.containsKey(name)) {
        found.required(below(path, name));
      }
    }
  }

  private void checkAdditional(
      String path, Map<String, Object> map, Before before, Violations found) {
    for (Map.Entry<String, Object> member : map.entrySet()) {
      String name = member.getKey();
      if (properties.containsKey(name)) {
        continue;
      }
      if (additional != null) {
        additional.check(path + "." + name, member.getValue(), before.member(name), found);
      } else if (!isTypeOrMetadata(path, name)) {
        found.invalidText(path, name, path + "." + name + " in body is a forbidden property");
      }
    }
  }

  private static boolean isTypeMember(String name) {
    return name.equals("apiVersion") || name.equals("kind");
  }

  private static boolean isTypeOrMetadata(String path, String name) {
    return path.isEmpty() && (isTypeMember(name) || name.equals("metadata"));
  }

  static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** A regular expression in RE2's language, as Go reads it. */
  static Pattern pattern(String expression) {
    return BoundedPattern.compile(expression);
  }
}
