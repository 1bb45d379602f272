package io.navarch.model.decode;

import io.navarch.model.schema.Schema;
import java.util.List;
import java.util.Map;

/** Values that are an object of a schema, a list of such, or something else. */
final class Alternatives {
  private Alternatives() {}

  /** The objects in the value: itself, or those of the list that it is. */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> objects(Object value) {
    return switch (value) {
      case Map<?, ?> one -> List.of((Map<String, Object>) one);
      case List<?> all ->
          all.stream()
              .filter(each -> each instanceof Map)
              .map(each -> (Map<String, Object>) each)
              .toList();
      default -> List.of();
    };
  }

  /** Whether the value is none of what it may be, which then counts as if it were not there. */
  static boolean isNothing(Schema schema, Object value) {
    return switch (schema.otherwise()) {
      case ANYTHING, BOOLEAN -> false;
      case OBJECTS, TEXTS ->
          !(value instanceof Map<?, ?>) && !(value instanceof List<?> list && !list.isEmpty());
    };
  }
}
