package io.navarch.gateway.custom;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.resource.ScalePaths;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a custom resource's {@code scale} subresource reads must be sizes and a selector. */
final class ScaleRules {
  private ScaleRules() {}

  /**
   * @param spec whether the wanted size is checked too, which a status writer cannot change
   */
  static List<FieldError> check(ResourceDefinition resource, ApiObject object, boolean spec) {
    ResourceDefinition.Subresource scale = resource.subresources().get("scale");
    ScalePaths paths = scale == null ? null : scale.scale();
    if (paths == null) {
      return List.of();
    }
    List<FieldError> errors = new ArrayList<>(0);
    if (spec) {
      size(object, paths.specReplicas(), errors);
    }
    size(object, paths.statusReplicas(), errors);
    if (!paths.selector().isEmpty()) {
      Object selector = at(object, paths.selector(), errors, "");
      if (selector != null && !(selector instanceof String)) {
        errors.add(wrongType(paths.selector(), selector, "string", ""));
      }
    }
    return errors;
  }

  private static void size(ApiObject object, List<String> path, List<FieldError> errors) {
    Object value = at(object, path, errors, 0L);
    if (value == null) {
      return;
    }
    if (!(value instanceof Long size)) {
      errors.add(wrongType(path, value, "int64", 0L));
    } else if (size < 0) {
      errors.add(FieldError.invalid(name(path), size, "should be a non-negative integer"));
    } else if (size > Integer.MAX_VALUE) {
      errors.add(
          FieldError.invalid(
              name(path), size, "should be less than or equal to " + Integer.MAX_VALUE));
    }
  }

  private static @Nullable Object at(
      ApiObject object, List<String> path, List<FieldError> errors, Object shown) {
    Object here = object.root();
    for (int i = 0; i < path.size(); i++) {
      if (!(here instanceof Map<?, ?> map)) {
        if (here != null) {
          errors.add(
              FieldError.invalid(
                  name(path),
                  shown,
                  "."
                      + String.join(".", path)
                      + " accessor error: "
                      + Json.writeString(here)
                      + " is of the type "
                      + goType(here)
                      + ", expected map[string]interface{}"));
        }
        return null;
      }
      here = map.get(path.get(i));
    }
    return here;
  }

  private static FieldError wrongType(
      List<String> path, Object value, String expected, Object shown) {
    return FieldError.invalid(
        name(path),
        shown,
        "."
            + String.join(".", path)
            + " accessor error: "
            + (value instanceof String s ? s : Json.writeString(value))
            + " is of the type "
            + goType(value)
            + ", expected "
            + expected);
  }

  private static String goType(Object value) {
    return switch (value) {
      case String _ -> "string";
      case Boolean _ -> "bool";
      case Double _ -> "float64";
      case Number _ -> "int64";
      case List<?> _ -> "[]interface {}";
      default -> "map[string]interface {}";
    };
  }

  private static String name(List<String> path) {
    return "." + String.join(".", path);
  }
}
