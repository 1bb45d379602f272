package io.navarch.gateway.registry;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How objects are written to the store: compact JSON, kind, apiVersion and metadata first, without
 * a resourceVersion, which is the entry's revision.
 */
final class StoredForm {
  private StoredForm() {}

  static byte[] encode(ApiObject object) {
    Map<String, Object> root = object.root();
    Map<String, Object> ordered = LinkedHashMap.newLinkedHashMap(root.size());
    ordered.put("kind", object.kind());
    ordered.put("apiVersion", object.apiVersion());
    Map<String, Object> metadata = new LinkedHashMap<>(object.metadata());
    metadata.remove("resourceVersion");
    metadata.remove("selfLink");
    ordered.put("metadata", metadata);
    root.forEach(ordered::putIfAbsent);
    return Json.write(ordered);
  }
}
