package io.navarch.gateway.custom;

import io.navarch.model.json.GoText;
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
      Found selector = at(object, paths.selector(), errors, "");
      if (selector.there() && !(selector.value() instanceof String)) {
        errors.add(wrongType(paths.selector(), selector.value(), "string", ""));
      }
    }
    return errors;
  }

  private static void size(ApiObject object, List<String> path, List<FieldError> errors) {
    Found found = at(object, path, errors, 0L);
    if (!found.there()) {
      return;
    }
    if (!(found.value() instanceof Long size)) {
      errors.add(wrongType(path, found.value(), "int64", 0L));
    } else if (size < 0) {
      errors.add(FieldError.invalid(name(path), size, "should be a non-negative integer"));
    } else if (size > Integer.MAX_VALUE) {
      errors.add(
          FieldError.invalid(
              name(path), size, "should be less than or equal to " + Integer.MAX_VALUE));
    }
  }

  private static Found at(
      ApiObject object, List<String> path, List<FieldError> errors, Object shown) {
    Object here = object.root();
    for (int i = 0; i < path.size(); i++) {
      if (here == null) {
        return Found.NOTHING;
      }
      if (!(here instanceof Map<?, ?> map)) {
        errors.add(
            FieldError.invalid(
                name(path),
                shown,
                accessorError(path.subList(0, i + 1), here, "map[string]interface{}")));
        return Found.NOTHING;
      }
      if (!map.containsKey(path.get(i))) {
        return Found.NOTHING;
      }
      here = map.get(path.get(i));
    }
    return new Found(true, here);
  }

  /**
   * What stands at the end of a path.
   *
   * @param value null where null stands there
   */
  private record Found(boolean there, @Nullable Object value) {
    static final Found NOTHING = new Found(false, null);
  }

  private static FieldError wrongType(
      List<String> path, @Nullable Object value, String expected, Object shown) {
    return FieldError.invalid(name(path), shown, accessorError(path, value, expected));
  }

  private static String accessorError(List<String> path, @Nullable Object value, String expected) {
    return name(path)
        + " accessor error: "
        + GoText.print(value)
        + " is of the type "
        + GoText.typeOf(value)
        + ", expected "
        + expected;
  }

  private static String name(List<String> path) {
    return "." + String.join(".", path);
  }
}
