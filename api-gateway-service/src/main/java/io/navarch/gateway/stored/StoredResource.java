package io.navarch.gateway.stored;

import io.navarch.model.resource.ResourceDefinition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The resource that a key of the store belongs to.
 *
 * @param group empty for core
 */
public record StoredResource(String group, String resource) {
  public static StoredResource of(ResourceDefinition resource) {
    return new StoredResource(resource.group(), resource.plural());
  }

  /** {@code pods}, {@code deployments.apps}. */
  public String name() {
    return group.isEmpty() ? resource : resource + "." + group;
  }

  /** Finds resources by keys: built-in ones by their prefix, custom ones by group and plural. */
  public static final class Index {
    private static final int ROOT = "/registry/".length();

    private final Map<String, StoredResource> byPrefix = new HashMap<>();

    public Index(Collection<ResourceDefinition> resources) {
      for (ResourceDefinition resource : resources) {
        StoredResource stored = StoredResource.of(resource);
        // Events are stored once and count as core's, whatever group they came through.
        byPrefix.merge(resource.storageKeyPrefix(), stored, (a, b) -> a.group().isEmpty() ? a : b);
      }
    }

    public StoredResource of(String key) {
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
