package io.navarch.gateway.cache;

import io.navarch.model.resource.ResourceDefinition;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The caches of all resources, each loaded when it is first needed. */
public final class ResourceCaches {
  private final StoreFeed feed;
  private final Map<String, ResourceCache> byPrefix = new ConcurrentHashMap<>();

  public ResourceCaches(StoreFeed feed) {
    this.feed = feed;
  }

  /** Versions and groups that share their storage share a cache. */
  public ResourceCache of(ResourceDefinition resource) {
    String prefix = resource.storagePrefix("");
    ResourceCache known = byPrefix.get(prefix);
    return known != null
        ? known
        : byPrefix.computeIfAbsent(prefix, p -> ResourceCache.load(p, feed));
  }

  /** The cache of a resource if somebody needed it before, else null. */
  public @Nullable ResourceCache known(ResourceDefinition resource) {
    return byPrefix.get(resource.storagePrefix(""));
  }

  public StoreFeed feed() {
    return feed;
  }
}
