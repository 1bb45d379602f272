package io.navarch.model.structural;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The invariants of {@code x-kubernetes-list-type}: no element of a set, and no combination of keys
 * of a list that is a map, stands twice.
 */
public final class ListRules {
  private final List<FieldError> errors = new ArrayList<>(0);

  private ListRules() {}

  /**
   * @param openApi the object's schema
   */
  public static List<FieldError> check(Map<String, Object> openApi, Map<String, Object> object) {
    ListRules rules = new ListRules();
    rules.object("", openApi, object);
    return rules.errors;
  }

  private void value(String path, @Nullable Object openApi, @Nullable Object value) {
    if (!(openApi instanceof Map<?, ?> map)) {
      return;
    }
    Map<String, Object> schema = ValueRules.tree(map);
    if (value instanceof List<?> list) {
      list(path, schema, list);
    } else if (value instanceof Map<?, ?> object) {
      object(path, schema, ValueRules.tree(object));
    }
  }

  private void object(String path, Map<String, Object> schema, Map<String, Object> object) {
    Map<String, Object> properties = ApiObject.mapAt(schema, "properties");
    Object additional = schema.get("additionalProperties");
    object.forEach(
        (name, member) -> {
          if (member instanceof List<?> || member instanceof Map<?, ?>) {
            if (properties.containsKey(name)) {
              value(ValueRules.below(path, name), properties.get(name), member);
            } else if (additional != null) {
              value(path + "[" + name + "]", additional, member);
            }
          }
        });
  }

  private void list(String path, Map<String, Object> schema, List<?> list) {
    switch (ApiObject.string(schema, "x-kubernetes-list-type")) {
      case "set" -> doubles(path, list);
      case "map" -> map(path, schema, list);
      default -> {}
    }
    Object items = schema.get("items");
    for (int i = 0; i < list.size(); i++) {
      value(path + "[" + i + "]", items, list.get(i));
    }
  }

  /** Reports the second appearance of each element, not the later ones. */
  private void doubles(String path, List<?> elements) {
    Map<String, Integer> seen = new LinkedHashMap<>();
    for (int i = 0; i < elements.size(); i++) {
      if (seen.merge(canonical(elements.get(i)), 1, Integer::sum) == 2) {
        errors.add(FieldError.duplicate(path + "[" + i + "]", elements.get(i)));
      }
    }
  }

  private void map(String path, Map<String, Object> schema, List<?> list) {
    for (int i = 0; i < list.size(); i++) {
      Object element = list.get(i);
      if (element != null && !(element instanceof Map<?, ?>)) {
        errors.add(
            FieldError.invalid(
                path + "[" + i + "]", element, "must be an object for an array of list-type map"));
        return;
      }
    }
    List<Object> names = ApiObject.listAt(schema, "x-kubernetes-list-map-keys");
    List<Object> keys = new ArrayList<>(list.size());
    for (Object element : list) {
      Map<String, Object> key = new TreeMap<>();
      if (element instanceof Map<?, ?> map) {
        for (Object name : names) {
          if (map.get(name) != null) {
            key.put(String.valueOf(name), map.get(name));
          }
        }
      }
      keys.add(key);
    }
    doubles(path, keys);
  }

  private static String canonical(@Nullable Object value) {
    return Json.writeString(sorted(value));
  }

  private static @Nullable Object sorted(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> result = new TreeMap<>();
      map.forEach((k, v) -> putSorted(result, String.valueOf(k), v));
      return result;
    }
    if (value instanceof List<?> list) {
      List<Object> result = new ArrayList<>(list.size());
      list.forEach(each -> addSorted(result, each));
      return result;
    }
    // 1 and 1.0 are two elements.
    return value instanceof Double number ? Map.of("float", number.toString()) : value;
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static void putSorted(Map<String, Object> to, String name, @Nullable Object value) {
    to.put(name, sorted(value));
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static void addSorted(List<Object> to, @Nullable Object value) {
    to.add(sorted(value));
  }
}
