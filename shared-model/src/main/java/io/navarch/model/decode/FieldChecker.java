package io.navarch.model.decode;

import io.navarch.model.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds members that the schema does not name: {@code unknown field "spec.foo"}. */
public final class FieldChecker {
  private static final int MAX_STRICT_ERRORS = 100;

  private final List<Object> path = new ArrayList<>();
  private final List<String> errors = new ArrayList<>(0);
  private final List<DuplicateField> duplicates;

  private FieldChecker(List<DuplicateField> duplicates) {
    this.duplicates = new ArrayList<>(duplicates);
  }

  /** The errors in document order, at most a hundred. The tree's types are already checked. */
  public static List<String> unknownFields(Schema schema, Map<String, Object> tree) {
    return inOrder(schema, tree, List.of());
  }

  /**
   * The same, each member that stood twice told where it stood the second time; of custom resources
   * those come first, and then what is unknown of the metadata and of the rest, each in the order
   * of the paths.
   */
  static List<String> strictErrors(
      Schema schema, Map<String, Object> tree, List<DuplicateField> duplicates) {
    if (schema.structural()) {
      return structural(unknownFields(schema, tree), duplicates);
    }
    return inOrder(schema, tree, duplicates);
  }

  private static List<String> structural(List<String> unknown, List<DuplicateField> duplicates) {
    List<String> errors = new ArrayList<>();
    duplicates.forEach(each -> errors.add(each.text()));
    String metadata = StrictErrors.unknown("metadata.");
    String ofMetadata = metadata.substring(0, metadata.length() - 1);
    unknown.stream()
        .sorted(
            Comparator.comparing((String each) -> !each.startsWith(ofMetadata))
                .thenComparing(Comparator.naturalOrder()))
        .forEach(errors::add);
    return errors;
  }

  private static List<String> inOrder(
      Schema schema, Map<String, Object> tree, List<DuplicateField> duplicates) {
    FieldChecker checker = new FieldChecker(duplicates);
    checker.object(schema, tree);
    checker.duplicates.forEach(left -> checker.errors.add(left.text()));
    return checker.errors;
  }

  private void object(Schema schema, Map<?, ?> map) {
    for (Map.Entry<?, ?> member : map.entrySet()) {
      String name = (String) member.getKey();
      Schema.Field field = schema.field(name);
      if (field != null) {
        if (member.getValue() instanceof Map<?, ?> || member.getValue() instanceof List<?>) {
          path.add(name);
          value(field.schema(), member.getValue());
          path.removeLast();
        }
      } else if (!schema.preserveUnknownFields()) {
        unknown(name);
      }
      if (!duplicates.isEmpty()) {
        repeatedAfter(name);
      }
    }
  }

  private void repeatedAfter(String member) {
    String object = FieldPath.of(path);
    duplicates.removeIf(
        one -> {
          boolean here = one.after().equals(member) && one.object().equals(object);
          if (here) {
            errors.add(one.text());
          }
          return here;
        });
  }

  /** What may be an object or something else is decoded apart upstream, and never strictly. */
  private void forgetRepeated() {
    if (!duplicates.isEmpty()) {
      String here = FieldPath.of(path);
      duplicates.removeIf(one -> isIn(one.object(), here));
    }
  }

  private static boolean isIn(String path, String outer) {
    return path.startsWith(outer)
        && (path.length() == outer.length() || ".[".indexOf(path.charAt(outer.length())) >= 0);
  }

  private void value(Schema schema, @Nullable Object value) {
    switch (schema.type()) {
      case OBJECT -> {
        if (value instanceof Map<?, ?> map) {
          object(schema, map);
        } else {
          stray(schema, value);
        }
      }
      case MAP -> {
        if (!(value instanceof Map<?, ?> map)) {
          stray(schema, value);
        } else if (holdsObjects(schema)) {
          values(schema, map);
        }
      }
      case ARRAY -> {
        Schema items = schema.items();
        if (!(value instanceof List<?> list)) {
          stray(schema, value);
        } else if (items != null && holdsObjects(schema)) {
          elements(items, list);
        }
      }
      case ANY -> {
        if (schema.alternative() != null) {
          forgetRepeated();
        }
      }
      case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING -> stray(schema, value);
    }
  }

  /** What stands where the definition of a custom resource has no tree of its kind. */
  private void stray(Schema schema, @Nullable Object value) {
    if (schema.structural() && !schema.preserveUnknownFields()) {
      stray(value);
    }
  }

  private void stray(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      for (Object name : map.keySet()) {
        unknown((String) name);
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        path.add(i);
        stray(list.get(i));
        path.removeLast();
      }
    }
  }

  private void unknown(String name) {
    if (errors.size() < MAX_STRICT_ERRORS) {
      path.add(name);
      errors.add(StrictErrors.unknown(FieldPath.of(path)));
      path.removeLast();
    }
  }

  private static boolean holdsObjects(Schema schema) {
    Schema items = schema.items();
    return items != null
        && switch (items.type()) {
          case OBJECT, MAP, ARRAY -> true;
          case ANY -> items.alternative() != null;
          case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING -> items.structural();
        };
  }

  private void values(Schema schema, Map<?, ?> map) {
    for (Map.Entry<?, ?> member : map.entrySet()) {
      path.add((String) member.getKey());
      element(schema, member.getValue());
      path.removeLast();
    }
  }

  private void elements(Schema items, List<?> list) {
    for (int i = 0; i < list.size(); i++) {
      path.add(i);
      value(items, list.get(i));
      path.removeLast();
    }
  }

  private void element(Schema schema, @Nullable Object value) {
    Schema items = schema.items();
    if (items != null) {
      value(items, value);
    }
  }
}
