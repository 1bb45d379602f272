package io.navarch.gateway.registry;

import io.navarch.model.decode.Normalizer;
import io.navarch.model.json.Json;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How objects are written of which nothing is set: with the members that the API always writes
 * ({@code spec: {containers: null}}) and those that upstream's own form of the kind cannot leave
 * out. That is what bookmarks of built-in kinds look like; those of other kinds have metadata
 * alone.
 */
final class EmptyObjects {
  /** Kinds of {@code apps} whose number of replicas is always known inside upstream. */
  private static final Set<String> COUNTED = Set.of("Deployment", "ReplicaSet", "StatefulSet");

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
    object.put("metadata", metadata);
    Map<String, Object> annotations = new TreeMap<>();
    if (key.initialEventsEnd()) {
      annotations.put("k8s.io/initial-events-end", "true");
    }
    if (kind.group().equals("apps")) {
      setApps(kind.kind(), object, annotations);
    }
    if (!annotations.isEmpty()) {
      metadata.put("annotations", annotations);
    }
    Optional<Schema> schema = BuiltinSchemas.instance().byKind(kind);
    schema.ifPresent(each -> Normalizer.normalize(each, object));
    byte[] json = Json.write(object);
    if (schema.isPresent()) {
      known.put(key, json);
    }
    return json;
  }

  private static void setApps(
      String kind, Map<String, Object> object, Map<String, Object> annotations) {
    if (COUNTED.contains(kind)) {
      object.put("spec", new LinkedHashMap<>(Map.of("replicas", 0L)));
    } else if (kind.equals("DaemonSet")) {
      annotations.put("deprecated.daemonset.template.generation", "0");
    }
  }
}
