package io.navarch.gateway.registry;

import io.navarch.model.decode.Normalizer;
import io.navarch.model.json.Json;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How objects are written of which nothing is set: with the members that the API always writes
 * ({@code spec: {containers: null}}). That is what bookmarks of built-in kinds look like; those of
 * other kinds have metadata alone.
 */
final class EmptyObjects {
  private record Key(GroupVersionKind kind, boolean initialEventsEnd) {}

  /** Those of built-in kinds, of which there are only so many. */
  private final Map<Key, byte[]> known = new ConcurrentHashMap<>();

  /**
   * @param initialEventsEnd whether it carries the annotation that ends the initial events of a
   *     watch
   */
  byte[] of(GroupVersionKind kind, boolean initialEventsEnd) {
    Key key = new Key(kind, initialEventsEnd);
    byte[] written = known.get(key);
    return written != null ? written : write(key);
  }

  private byte[] write(Key key) {
    GroupVersionKind kind = key.kind();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", kind.kind());
    object.put("apiVersion", kind.apiVersion());
    Map<String, Object> metadata = new LinkedHashMap<>();
    if (key.initialEventsEnd()) {
      metadata.put("annotations", new LinkedHashMap<>(Map.of("k8s.io/initial-events-end", "true")));
    }
    object.put("metadata", metadata);
    Optional<Schema> schema = BuiltinSchemas.instance().byKind(kind);
    schema.ifPresent(each -> Normalizer.normalize(each, object));
    byte[] json = Json.write(object);
    if (schema.isPresent()) {
      known.put(key, json);
    }
    return json;
  }
}
