package io.navarch.model.apply;

import io.navarch.model.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges a configuration into an object without asking or noting who owns what: how mutating
 * admission policies apply theirs.
 */
public final class ConfigurationOverlay {
  /** The configuration does not fit; the message is the API's. */
  @SuppressWarnings("serial")
  public static final class RefusedException extends RuntimeException {
    RefusedException(String message) {
      super(message);
    }
  }

  private ConfigurationOverlay() {}

  /**
   * @param config used up; kind and apiVersion are taken from the object
   * @return shares parts with both
   * @throws RefusedException when the configuration does not fit the schema, or names what can only
   *     be replaced as a whole
   */
  public static Map<String, Object> apply(
      Schema schema, Map<String, Object> live, Map<String, Object> config) {
    Map<String, Object> named = new LinkedHashMap<>(config);
    for (String member : List.of("kind", "apiVersion")) {
      Object value = live.get(member);
      if (value != null) {
        named.put(member, value);
      }
    }
    MergeType type = MergeType.of(schema);
    String misfit = AppliedCheck.check(type, named);
    if (!misfit.isEmpty()) {
      throw new RefusedException("failed to convert patch object to typed object: " + misfit);
    }
    List<String> atomics = new ArrayList<>(0);
    findAtomics(type, named, "", atomics);
    if (!atomics.isEmpty()) {
      throw new RefusedException(
          "invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: "
              + String.join(", ", atomics));
    }
    return ConfigMerge.merge(type, live, named);
  }

  private static void findAtomics(
      MergeType type, @Nullable Object value, String path, List<String> found) {
    if (value instanceof Map<?, ?> || value instanceof List<?>) {
      if (type.kind() == MergeType.Kind.ATOMIC) {
        found.add(path);
      }
    }
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> member : map.entrySet()) {
        String name = String.valueOf(member.getKey());
        findAtomics(type.memberOrAny(name), member.getValue(), path + "." + name, found);
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        findAtomics(type.items(), list.get(i), path + "[" + i + "]", found);
      }
    }
  }
}
