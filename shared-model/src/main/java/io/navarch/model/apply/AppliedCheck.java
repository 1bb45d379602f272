package io.navarch.model.apply;

import io.navarch.model.json.GoStrings;
import io.navarch.model.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a configuration fits its schema: no unknown members, the right types, every element of a
 * list to be told from the others. Errors are in the API's own words.
 */
final class AppliedCheck {
  private final List<String> errors = new ArrayList<>(0);

  private AppliedCheck() {}

  /**
   * @return empty when it fits
   */
  static String check(MergeType type, Map<String, Object> config) {
    AppliedCheck check = new AppliedCheck();
    check.value(type, config, "");
    if (check.errors.size() <= 1) {
      return String.join("", check.errors);
    }
    return "errors:\n  " + String.join("\n  ", check.errors);
  }

  private void error(String path, String message) {
    errors.add(path.isEmpty() ? message : path + ": " + message);
  }

  private void value(MergeType type, @Nullable Object value, String path) {
    Schema schema = type.schema();
    if (value == null || schema == null) {
      return;
    }
    switch (schema.type()) {
      case OBJECT, MAP -> {
        if (value instanceof Map<?, ?> map) {
          members(type, map, path);
        } else {
          error(path, "expected map, got " + printed(value));
        }
      }
      case ARRAY -> {
        if (value instanceof List<?> list) {
          elements(type, list, path);
        } else {
          error(path, "expected list, got " + printed(value));
        }
      }
      case STRING -> {
        // Quantities and times may be numbers in what people write.
        boolean loose = schema.scalar() == Schema.Scalar.QUANTITY && value instanceof Number;
        if (!(value instanceof String) && !loose) {
          error(path, "expected string, got &value.valueUnstructured{Value:" + syntax(value) + "}");
        }
      }
      case INTEGER, NUMBER -> {
        if (!(value instanceof Number)) {
          error(path, "expected numeric (int or float), got " + goType(value));
        }
      }
      case BOOLEAN -> {
        if (!(value instanceof Boolean)) {
          error(path, "expected boolean, got " + printed(value));
        }
      }
      case INT_OR_STRING -> {
        // What a definition declares so may be anything here; its value rules speak later.
        boolean tree = value instanceof Map<?, ?> || value instanceof List<?>;
        if (tree && !schema.structural()) {
          error(path, "expected any scalar, got " + printed(value));
        }
      }
      case ANY -> {}
    }
  }

  private void members(MergeType type, Map<?, ?> map, String path) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = (String) entry.getKey();
      MergeType member = type.member(name);
      if (member == null) {
        error(path + "." + name, "field not declared in schema");
        return;
      }
      value(member, entry.getValue(), path + "." + name);
    }
  }

  private void elements(MergeType type, List<?> list, String path) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      Object item = list.get(i);
      String shown = "[" + i + "]";
      if (type.kind() != MergeType.Kind.ATOMIC) {
        String element = type.elementOf(item);
        if (element == null) {
          error(path, "element " + i + ": " + whyNoElement(type, item));
          return;
        }
        shown = PathElements.print(element);
        if (!seen.add(element)) {
          error(path, "duplicate entries for key " + shown);
        }
      }
      value(type.items(), item, path + shown);
    }
  }

  private static String whyNoElement(MergeType type, @Nullable Object item) {
    if (type.kind() == MergeType.Kind.SET) {
      return switch (item) {
        case null -> "associative list without keys has an element that's an explicit null";
        case Map<?, ?> _ -> "associative list without keys has an element that's a map type";
        default -> "not supported: associative list with lists as elements";
      };
    }
    if (item == null) {
      return "associative list with keys may not have a null element";
    }
    if (!(item instanceof Map<?, ?>)) {
      return "associative list with keys may not have non-map elements";
    }
    return "associative list with keys has an element that omits all key fields ["
        + String.join(" ", type.keys().stream().map(GoStrings::quoted).toList())
        + "] (and doesn't have default values for any key fields)";
  }

  private static String goType(Object value) {
    return switch (value) {
      case String _ -> "string";
      case Boolean _ -> "bool";
      case Map<?, ?> _ -> "map[string]interface {}";
      case List<?> _ -> "[]interface {}";
      default -> "float64";
    };
  }

  private static String printed(Object value) {
    return "&{" + plain(value) + "}";
  }

  private static String plain(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Map<?, ?> map -> {
        List<String> parts = new ArrayList<>();
        map.forEach((k, v) -> parts.add(k + ":" + plain(v)));
        parts.sort(null);
        yield "map[" + String.join(" ", parts) + "]";
      }
      case List<?> list ->
          "[" + String.join(" ", list.stream().map(AppliedCheck::plain).toList()) + "]";
      default -> value.toString();
    };
  }

  /** A value as Go source would write it. */
  private static String syntax(@Nullable Object value) {
    return switch (value) {
      case null -> "interface {}(nil)";
      case String s -> GoStrings.quoted(s);
      case Map<?, ?> map -> {
        List<String> parts = new ArrayList<>();
        map.forEach((k, v) -> parts.add(GoStrings.quoted((String) k) + ":" + syntax(v)));
        parts.sort(null);
        yield "map[string]interface {}{" + String.join(", ", parts) + "}";
      }
      case List<?> list ->
          "[]interface {}{"
              + String.join(", ", list.stream().map(AppliedCheck::syntax).toList())
              + "}";
      default -> value.toString();
    };
  }
}
