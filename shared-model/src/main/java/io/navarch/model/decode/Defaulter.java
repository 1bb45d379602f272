package io.navarch.model.decode;

import io.navarch.model.json.Json;
import io.navarch.model.schema.Schema;
import io.navarch.model.schema.ZeroValues;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills in the defaults that hold whatever the rest of the object says. Members that are pointers
 * in Go get them when absent, values also when zero. Defaults that depend on other members belong
 * to the kind's strategy. Works in place on a normal tree.
 */
public final class Defaulter {
  private Defaulter() {}

  public static void apply(Schema schema, Map<String, Object> tree) {
    if (schema.hasDefaults()) {
      object(schema, tree);
    }
  }

  private static void object(Schema schema, Map<String, Object> map) {
    for (Schema.Field field : schema.fields().values()) {
      Object fallback = field.defaultValue();
      if (fallback != null && isUnset(field, map)) {
        map.put(field.name(), Json.copy(fallback));
      }
      if (field.schema().hasDefaults()) {
        value(field.schema(), map.get(field.name()));
      }
    }
    for (Schema.PathDefault deeper : schema.pathDefaults()) {
      deeper(map, deeper);
    }
  }

  private static boolean isUnset(Schema.Field field, Map<String, Object> map) {
    Object value = map.get(field.name());
    if (field.go().whenEmpty() == Schema.WhenEmpty.KEEP) {
      return value == null && !(field.schema().nullable() && map.containsKey(field.name()));
    }
    return field.go().pointer() ? value == null : ZeroValues.isZero(value);
  }

  @SuppressWarnings("unchecked")
  private static void value(Schema schema, @Nullable Object value) {
    Schema items = schema.items();
    switch (schema.type()) {
      case OBJECT -> {
        if (value instanceof Map<?, ?> map) {
          object(schema, (Map<String, Object>) map);
        }
      }
      case MAP -> {
        if (value instanceof Map<?, ?> map && items != null) {
          Object fallback = elementDefault(items);
          if (fallback != null) {
            ((Map<String, Object>) map).replaceAll((_, each) -> orElse(each, fallback));
          }
          map.values().forEach(each -> value(items, each));
        }
      }
      case ARRAY -> {
        if (value instanceof List<?> list && items != null) {
          Object fallback = elementDefault(items);
          if (fallback != null) {
            ((List<Object>) list).replaceAll(each -> orElse(each, fallback));
          }
          list.forEach(each -> value(items, each));
        }
      }
      case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING, ANY -> {}
    }
  }

  /** What stands for null elements of a custom resource's list or map. */
  private static @Nullable Object elementDefault(Schema items) {
    return items.structural() && !items.nullable() ? items.defaultValue() : null;
  }

  private static Object orElse(@Nullable Object value, Object fallback) {
    return value == null ? Json.copy(fallback) : value;
  }

  @SuppressWarnings("unchecked")
  private static void deeper(Map<String, Object> map, Schema.PathDefault deeper) {
    Map<String, Object> parent = map;
    for (String name : deeper.path().subList(0, deeper.path().size() - 1)) {
      if (!(parent.get(name) instanceof Map<?, ?> next)) {
        return;
      }
      parent = (Map<String, Object>) next;
    }
    if (parent.get(deeper.path().getLast()) == null) {
      parent.put(deeper.path().getLast(), Json.copy(deeper.value()));
    }
  }
}
