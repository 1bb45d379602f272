package io.navarch.model.patch;

import io.navarch.model.json.Json;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON Merge Patch (RFC 7386), {@code application/merge-patch+json}. */
public final class MergePatch {
  private MergePatch() {}

  /**
   * Applies a patch. The original is used up: it becomes the result; the patch is not changed.
   *
   * @throws ApiException 400 when the patch is no object
   */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> apply(Map<String, Object> original, @Nullable Object patch) {
    if (!(patch instanceof Map<?, ?> map)) {
      throw ApiException.badRequest("Invalid JSON Patch");
    }
    return merge(original, (Map<String, Object>) map);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> merge(
      Map<String, Object> original, Map<String, Object> patch) {
    patch.forEach(
        (name, value) -> {
          if (value == null) {
            original.remove(name);
          } else if (value instanceof Map<?, ?> p && original.get(name) instanceof Map<?, ?> o) {
            merge((Map<String, Object>) o, (Map<String, Object>) p);
          } else {
            original.put(name, withoutNulls(value));
          }
        });
    return original;
  }

  /** A copy of what a patch brings new: null members mean "not there". */
  private static Object withoutNulls(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> result = new LinkedHashMap<>();
      map.forEach(
          (name, member) -> {
            if (member != null) {
              result.put((String) name, withoutNulls(member));
            }
          });
      return result;
    }
    if (value instanceof List<?> list) {
      return elements(list);
    }
    return Json.copy(value);
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static List<Object> elements(List<?> list) {
    List<Object> result = new ArrayList<>(list.size());
    for (Object item : list) {
      result.add(item == null ? null : withoutNulls(item));
    }
    return result;
  }
}
