package io.navarch.gateway.custom;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** API objects inside a custom resource must say what they are. */
final class EmbeddedRules {
  private final List<FieldError> errors = new ArrayList<>(0);

  private EmbeddedRules() {}

  static List<FieldError> check(Map<String, Object> openApi, Map<String, Object> object) {
    EmbeddedRules rules = new EmbeddedRules();
    rules.value("", openApi, object);
    return rules.errors;
  }

  private void value(String path, @Nullable Object openApi, @Nullable Object value) {
    if (!(openApi instanceof Map<?, ?> map)) {
      return;
    }
    Map<String, Object> schema = tree(map);
    if (value instanceof Map<?, ?> object) {
      if (Boolean.TRUE.equals(schema.get("x-kubernetes-embedded-resource"))) {
        resource(path, tree(object));
      }
      Map<String, Object> properties = ApiObject.mapAt(schema, "properties");
      tree(object)
          .forEach(
              (name, member) -> {
                if (properties.containsKey(name)) {
                  value(below(path, name), properties.get(name), member);
                } else {
                  value(path + "[" + name + "]", schema.get("additionalProperties"), member);
                }
              });
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        value(path + "[" + i + "]", schema.get("items"), list.get(i));
      }
    }
  }

  private void resource(String path, Map<String, Object> object) {
    text(path, object, "apiVersion");
    String kind = text(path, object, "kind");
    List<String> wrong = Formats.dns1035Label(kind.toLowerCase(Locale.ROOT));
    if (!kind.isEmpty() && !wrong.isEmpty()) {
      errors.add(
          FieldError.invalid(
              below(path, "kind"),
              kind,
              "may have mixed case, but should otherwise match: " + String.join(",", wrong)));
    }
  }

  private String text(String path, Map<String, Object> object, String name) {
    String field = below(path, name);
    if (!object.containsKey(name)) {
      errors.add(FieldError.required(field, ""));
      return "";
    }
    if (!(object.get(name) instanceof String text)) {
      errors.add(FieldError.invalid(field, object.get(name), "must be a string"));
      return "";
    }
    if (text.isEmpty()) {
      errors.add(FieldError.invalid(field, text, "must not be empty"));
    }
    return text;
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}
