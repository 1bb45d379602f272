package io.navarch.model.apply;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The annotation in which {@code kubectl apply} without server-side apply remembers what it
 * applied. It lets kubectl change over to server-side apply without conflicts with itself.
 */
final class LastApplied {
  private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
  private static final int MAX_ANNOTATION_BYTES = 256 * 1024;

  private LastApplied() {}

  /** The fields that the annotation names and that still have the values it gives them. */
  static Optional<FieldSet> owned(FieldWrite write, Map<String, Object> live) {
    String text = annotation(live);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> applied;
    try {
      applied = Json.readObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
    MergeType type = MergeType.of(write.schema());
    if (!write.kind().apiVersion().equals(applied.get("apiVersion"))
        || !write.kind().kind().equals(applied.get("kind"))
        || !AppliedCheck.check(type, applied).isEmpty()) {
      return Optional.empty();
    }
    Comparison comparison = Comparison.of(type, applied, live);
    return Optional.of(
        FieldSets.of(type, applied)
            .difference(comparison.modified())
            .difference(comparison.added())
            .difference(comparison.removed()));
  }

  private static String annotation(Map<String, Object> object) {
    return annotations(object).get(ANNOTATION) instanceof String s ? s : "";
  }

  private static Map<String, Object> annotations(Map<String, Object> object) {
    Map<String, Object> metadata = FieldSet.map(FieldManager.orEmpty(object.get("metadata")));
    return FieldSet.map(FieldManager.orEmpty(metadata.get("annotations")));
  }

  /** Writes what was applied into the annotation if the object has one. */
  static void refresh(Map<String, Object> result, Map<String, Object> config) {
    if (annotation(result).isEmpty()) {
      return;
    }
    Map<String, Object> annotations = new LinkedHashMap<>(annotations(result));
    annotations.put(ANNOTATION, Json.writeString(sorted(withoutAnnotation(config))) + "\n");
    long size =
        annotations.entrySet().stream()
            .mapToLong(e -> bytes(e.getKey()) + bytes(String.valueOf(e.getValue())))
            .sum();
    if (size > MAX_ANNOTATION_BYTES) {
      annotations.remove(ANNOTATION);
    }
    Map<String, Object> metadata =
        new LinkedHashMap<>(FieldSet.map(FieldManager.orEmpty(result.get("metadata"))));
    metadata.put("annotations", annotations);
    result.put("metadata", metadata);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Map<String, Object> withoutAnnotation(Map<String, Object> config) {
    if (!annotations(config).containsKey(ANNOTATION)) {
      return config;
    }
    Map<String, Object> copy = Json.copy(config);
    annotations(copy).remove(ANNOTATION);
    return copy;
  }

  private static @Nullable Object sorted(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> result = new TreeMap<>();
      map.forEach((k, v) -> result.put(k, sorted(v)));
      return result;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(LastApplied::sorted).toList();
    }
    return value;
  }
}
