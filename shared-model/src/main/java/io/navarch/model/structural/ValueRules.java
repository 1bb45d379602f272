package io.navarch.model.structural;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
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

  private ValueRules(Map<String, Object> openApi) {
    boolean either = Boolean.TRUE.equals(openApi.get("x-kubernetes-int-or-string"));
    String type = ApiObject.string(openApi, "type");
    types = either ? List.of("integer", "string") : type.isEmpty() ? List.of() : List.of(type);
    nullable = Boolean.TRUE.equals(openApi.get("nullable"));
    enumValues = ApiObject.listAt(openApi, "enum");
    text = TextRules.of(openApi, types);
    numbers = NumberRules.of(openApi, types);
    required = ApiObject.listAt(openApi, "required").stream().map(String::valueOf).toList();
    combinations = Combinations.of(openApi);
    list =
        new ListShape(
            child(openApi.get("items")),
            number(openApi, "minItems", -1),
            number(openApi, "maxItems", -1),
            Boolean.TRUE.equals(openApi.get("uniqueItems")),
            mapKeys(openApi));
    additional = child(openApi.get("additionalProperties"));
    closed = Boolean.FALSE.equals(openApi.get("additionalProperties"));
    minProperties = number(openApi, "minProperties", -1);
    maxProperties = number(openApi, "maxProperties", -1);
    ApiObject.mapAt(openApi, "properties")
        .forEach(
            (name, property) -> {
              ValueRules rules = child(property);
              if (rules != null) {
                properties.put(name, rules);
              }
            });
  }

  /**
   * @throws PatternSyntaxException if a pattern is no regular expression
   */
  public static ValueRules compile(Map<String, Object> openApi) {
    return new ValueRules(openApi);
  }

  /** What tells the elements of a list apart; empty where it is no map. */
  static List<String> mapKeys(Map<String, Object> openApi) {
    return ApiObject.string(openApi, "x-kubernetes-list-type").equals("map")
        ? ApiObject.listAt(openApi, "x-kubernetes-list-map-keys").stream()
            .map(String::valueOf)
            .toList()
        : List.of();
  }

  private static @Nullable ValueRules child(@Nullable Object openApi) {
    return openApi instanceof Map<?, ?> map ? new ValueRules(tree(map)) : null;
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
   * @param path of the value; empty for a whole object
   */
  public List<FieldError> validate(String path, @Nullable Object value) {
    Violations found = new Violations();
    check(path, value, Before.UNKNOWN, found);
    return found.errors();
  }

  /** What a changed value breaks beyond what the unchanged parts of it broke before. */
  public List<FieldError> validateUpdate(
      String path, @Nullable Object value, @Nullable Object old) {
    Violations found = new Violations();
    check(path, value, new Before(true, old), found);
    return found.errors();
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

  void check(String path, @Nullable Object value, Before before, Violations found) {
    int already = found.size();
    checkValue(path, value, before, found);
    found.visit();
    if (found.size() > already && before.known() && Json.equal(value, before.value())) {
      found.truncate(already);
    }
  }

  private void checkValue(String path, @Nullable Object value, Before before, Violations found) {
    if (value == null) {
      if (!nullable && !types.isEmpty()) {
        found.type(path, String.join(",", types), "null");
      }
      checkEnum(path, null, found);
      return;
    }
    checkType(path, value, found);
    combinations.check(path, value, before, found);
    switch (value) {
      case String s -> text.check(path, s, found);
      case Number n -> numbers.check(path, n, found);
      case List<?> elements -> checkList(path, elements, before, found);
      default -> {}
    }
    checkEnum(path, value, found);
    if (value instanceof Map<?, ?> map) {
      checkObject(path, tree(map), before, found);
    }
  }

  private void checkType(String path, Object value, Violations found) {
    if (types.isEmpty()) {
      return;
    }
    String actual = typeOf(value);
    boolean fits =
        types.contains(actual)
            || (actual.equals("integer") && types.contains("number"))
            || (value instanceof Double d && types.contains("integer") && d == Math.rint(d));
    if (!fits) {
      found.type(path, String.join(",", types), actual);
    }
  }

  private static String typeOf(Object value) {
    return switch (value) {
      case String _ -> "string";
      case Boolean _ -> "boolean";
      case Double _ -> "number";
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
      if (Json.equal(allowed, value)) {
        return;
      }
    }
    found.notAmong(path, value, enumValues);
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
    for (String name : required) {
      if (!map.containsKey(name)) {
        found.required(below(path, name));
      }
    }
    for (Map.Entry<String, Object> member : map.entrySet()) {
      String name = member.getKey();
      ValueRules rules = properties.getOrDefault(name, additional);
      if (rules != null) {
        boolean typeMember = path.isEmpty() && (name.equals("kind") || name.equals("apiVersion"));
        Before old = typeMember ? Before.UNKNOWN : before.member(name);
        rules.check(below(path, name), member.getValue(), old, found);
      } else if (closed && !isTypeOrMetadata(path, name)) {
        found.whole(below(path, name) + " in body is a forbidden property");
      }
    }
  }

  private static boolean isTypeOrMetadata(String path, String name) {
    return path.isEmpty()
        && (name.equals("apiVersion") || name.equals("kind") || name.equals("metadata"));
  }

  static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** {@code allOf}, {@code anyOf}, {@code oneOf} and {@code not}. */
  private record Combinations(
      List<ValueRules> allOf,
      List<ValueRules> anyOf,
      List<ValueRules> oneOf,
      @Nullable ValueRules not) {

    static Combinations of(Map<String, Object> openApi) {
      return new Combinations(
          all(openApi, "allOf"),
          all(openApi, "anyOf"),
          all(openApi, "oneOf"),
          child(openApi.get("not")));
    }

    private static List<ValueRules> all(Map<String, Object> openApi, String name) {
      List<ValueRules> rules = new ArrayList<>(0);
      for (Object each : ApiObject.listAt(openApi, name)) {
        ValueRules one = child(each);
        if (one != null) {
          rules.add(one);
        }
      }
      return List.copyOf(rules);
    }

    void check(String path, Object value, Before before, Violations found) {
      if (!anyOf.isEmpty() || !oneOf.isEmpty()) {
        anyOf(path, value, before, found);
        oneOf(path, value, before, found);
      }
      int valid = 0;
      for (ValueRules each : allOf) {
        int already = found.size();
        each.check(path, value, before, found);
        valid += found.size() == already ? 1 : 0;
      }
      if (valid < allOf.size()) {
        found.whole(
            quoted(path)
                + " must validate all the schemas (allOf)"
                + (valid == 0 ? ". None validated" : ""));
      }
      if (not != null && !fails(not, path, value, before)) {
        found.whole(quoted(path) + " must not validate the schema (not)");
      }
    }

    private static boolean fails(ValueRules rules, String path, Object value, Before before) {
      Violations own = new Violations();
      rules.check(path, value, before, own);
      return !own.isEmpty();
    }

    private void anyOf(String path, Object value, Before before, Violations found) {
      Violations best = null;
      for (ValueRules each : anyOf) {
        Violations own = new Violations();
        each.check(path, value, before, own);
        if (own.isEmpty()) {
          return;
        }
        best = best == null || own.visited() > best.visited() ? own : best;
      }
      if (best != null) {
        found.whole(quoted(path) + " must validate at least one schema (anyOf)");
        found.addAll(best);
      }
    }

    private void oneOf(String path, Object value, Before before, Violations found) {
      Violations best = null;
      int valid = 0;
      for (ValueRules each : oneOf) {
        Violations own = new Violations();
        each.check(path, value, before, own);
        if (own.isEmpty()) {
          valid++;
        } else {
          best = best == null || own.visited() > best.visited() ? own : best;
        }
      }
      if (oneOf.isEmpty() || valid == 1) {
        return;
      }
      found.whole(
          quoted(path)
              + " must validate one and only one schema (oneOf). "
              + (valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives"));
      if (valid == 0 && best != null) {
        found.addAll(best);
      }
    }

    private static String quoted(String path) {
      return '"' + path + '"';
    }
  }

  /** A regular expression in RE2's language, as Go reads it. */
  static Pattern pattern(String expression) {
    return Pattern.compile(expression);
  }
}
