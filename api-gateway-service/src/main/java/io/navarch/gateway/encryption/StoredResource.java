package io.navarch.gateway.encryption;

import io.navarch.model.resource.ResourceDefinition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The resource that a key of the store belongs to.
 *
 * @param group empty for core
 */
record StoredResource(String group, String resource) {

  /** Finds resources by keys: built-in ones by their prefix, custom ones by group and plural. */
  static final class Index {
    private static final int ROOT = "/registry/".length();

    private final Map<String, StoredResource> byPrefix = new HashMap<>();

    Index(Collection<ResourceDefinition> resources) {
      for (ResourceDefinition resource : resources) {
        StoredResource stored = new StoredResource(resource.group(), resource.plural());
        // Events are stored once and count as core's, whatever group they came through.
        byPrefix.merge(resource.storageKeyPrefix(), stored, (a, b) -> a.group().isEmpty() ? a : b);
      }
    }

    StoredResource of(String key) {
      int first = key.indexOf('/', ROOT);
      if (first < 0) {
        return new StoredResource("", key.substring(Math.min(ROOT, key.length())));
      }
      StoredResource known = byPrefix.get(key.substring(ROOT, first));
      if (known != null) {
        return known;
      }
      int second = key.indexOf('/', first + 1);
      String two = key.substring(ROOT, second < 0 ? key.length() : second);
      known = byPrefix.get(two);
      return known != null
          ? known
          : new StoredResource(key.substring(ROOT, first), two.substring(first + 1 - ROOT));
    }
  }
}
