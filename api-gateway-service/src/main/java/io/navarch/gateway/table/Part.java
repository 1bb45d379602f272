package io.navarch.gateway.table;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A place in an object's tree that may be missing, null or of another type than expected. Reading
 * it never fails: what is not there is empty, 0 or false.
 */
record Part(@Nullable Object value) {
  private static final Part MISSING = new Part(null);

  /** The part below a path of member names. */
  Part at(String... path) {
    Object here = value;
    for (String name : path) {
      if (!(here instanceof Map<?, ?> map)) {
        return MISSING;
      }
      here = map.get(name);
    }
    return new Part(here);
  }

  boolean isPresent() {
    return value != null;
  }

  /** Scalars as text. */
  String text() {
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? String.valueOf(value)
        : "";
  }

  /** The text, or another one where it is empty. */
  String textOr(String otherwise) {
    String text = text();
    return text.isEmpty() ? otherwise : text;
  }

  long number() {
    return value instanceof Number n ? n.longValue() : 0;
  }

  boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  boolean isText(String expected) {
    return expected.equals(value);
  }

  /** The elements of an array. */
  List<Part> items() {
    return value instanceof List<?> list
        ? list.stream().map(element -> new Part(element)).toList()
        : List.of();
  }

  /** The members of an object, sorted by name. */
  Map<String, Part> members() {
    Map<String, Part> members = new TreeMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> members.put(String.valueOf(name), new Part(member)));
    }
    return members;
  }

  /** The number of elements or members. */
  long count() {
    return switch (value) {
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case null, default -> 0;
    };
  }

  /** The texts of an array's elements. */
  List<String> texts() {
    return items().stream().map(Part::text).toList();
  }

  /** A member of every element, joined with commas. */
  String each(String member) {
    return items().stream().map(item -> item.at(member).text()).collect(Collectors.joining(","));
  }

  /** The first element whose {@code type} is this one. */
  Part ofType(String type) {
    return items().stream()
        .filter(item -> item.at("type").isText(type))
        .findFirst()
        .orElse(MISSING);
  }

  /** Whether the condition of that type has the status True; this part is the conditions. */
  boolean holds(String type) {
    return ofType(type).at("status").isText("True");
  }

  /** A point in time, or null where it is missing or malformed. */
  @Nullable Instant time() {
    if (!(value instanceof String text)) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
