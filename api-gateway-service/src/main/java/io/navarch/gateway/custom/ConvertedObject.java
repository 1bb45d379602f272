package io.navarch.gateway.custom;

import io.navarch.gateway.strategy.ObjectMetaRules;
import io.navarch.model.json.GoText;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules for an object that a conversion webhook gave back. */
final class ConvertedObject {
  private ConvertedObject() {}

  /**
   * Takes back all metadata but labels and annotations, which a webhook may change.
   *
   * @return what is wrong with the converted object, or empty
   */
  static String accept(ApiObject original, ApiObject converted, String wanted) {
    if (!converted.apiVersion().equals(wanted)) {
      return "object at index 0: invalid groupVersion (expected %s, received %s)"
          .formatted(wanted, converted.apiVersion());
    }
    if (!converted.kind().equals(original.kind())) {
      return "object at index 0: invalid kind (expected %s, received %s)"
          .formatted(original.kind(), converted.kind());
    }
    Map<String, Object> given = ApiObject.mapAt(converted.root(), "metadata");
    for (String member : List.of("name", "namespace", "uid")) {
      String before = ApiObject.string(original.metadata(), member);
      String after = ApiObject.string(given, member);
      if (!before.equals(after)) {
        return "object: must have the same %s: %s != %s"
            .formatted(member.equals("uid") ? "UID" : member, before, after);
      }
    }
    String wrong = restoreMetadata(original, converted, given);
    return wrong.isEmpty() ? "" : "metadata: " + wrong;
  }

  private static String restoreMetadata(
      ApiObject original, ApiObject converted, Map<String, Object> given) {
    Map<String, Object> metadata = new LinkedHashMap<>(Json.copy(original.metadata()));
    for (String free : List.of("labels", "annotations")) {
      Object value = given.get(free);
      if (value == null) {
        metadata.remove(free);
        continue;
      }
      if (!(value instanceof Map<?, ?> map)) {
        return "invalid metadata.%s of type %s in converted object"
            .formatted(free, GoText.typeOf(value));
      }
      String wrong = map.equals(metadata.get(free)) ? "" : check(free, map);
      if (!wrong.isEmpty()) {
        return wrong;
      }
      metadata.put(free, map);
    }
    converted.root().put("metadata", metadata);
    return "";
  }

  private static String check(String free, Map<?, ?> map) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getValue() instanceof String)) {
        return "metadata.%s[%s] must be a string, but is %s in converted object"
            .formatted(free, entry.getKey(), GoText.typeOf(entry.getValue()));
      }
    }
    ApiObject changed = new ApiObject(new LinkedHashMap<>());
    changed.metadata().put(free, map);
    List<FieldError> errors = new ArrayList<>(0);
    ObjectMetaRules.checkCommon(changed, errors);
    return errors.isEmpty() ? "" : FieldError.aggregate(errors);
  }
}
