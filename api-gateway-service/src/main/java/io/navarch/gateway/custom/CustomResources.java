package io.navarch.gateway.custom;

import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.ResourceCache;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.cache.StoreFeed;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All resources that are served now: the built-in ones and those that definitions declare. What
 * definitions say is derived from their cache whenever that has changed, so a client that has seen
 * a definition established finds its resource served, by whichever gateway.
 */
public final class CustomResources implements ResourceCatalog {
  /** How long a request for an unknown resource waits for definitions written elsewhere. */
  private static final long PATIENCE_MILLIS = 1_000;

  private final ResourceCaches caches;
  private final ResourceDefinition definitions;
  private final ReentrantLock building = new ReentrantLock();
  private volatile @Nullable ResourceCache cache;
  private volatile CustomView view = CustomView.EMPTY;

  public CustomResources(ResourceCaches caches) {
    this.caches = caches;
    this.definitions =
        BuiltinResources.instance()
            .byPlural("apiextensions.k8s.io", "v1", "customresourcedefinitions")
            .orElseThrow();
  }

  @Override
  public Optional<ResourceDefinition> byPlural(String group, String version, String plural) {
    Optional<ResourceDefinition> builtin =
        BuiltinResources.instance().byPlural(group, version, plural);
    if (builtin.isPresent() || !group.contains(".")) {
      return builtin;
    }
    CustomVersion known = current().byPlural(group, version, plural);
    if (known == null && awaitNewest()) {
      known = current().byPlural(group, version, plural);
    }
    return Optional.ofNullable(known).map(CustomVersion::resource);
  }

  /** Waits for what other gateways have written; false before the gateway follows the store. */
  private boolean awaitNewest() {
    StoreFeed feed = caches.feed();
    return feed.revision() >= 0 && feed.await(feed.storeRevision(), PATIENCE_MILLIS);
  }

  @Override
  public Optional<ResourceDefinition> byKind(GroupVersionKind kind) {
    Optional<ResourceDefinition> builtin = BuiltinResources.instance().byKind(kind);
    return builtin.isPresent()
        ? builtin
        : Optional.ofNullable(version(kind)).map(CustomVersion::resource);
  }

  @Override
  public Collection<ResourceDefinition> all() {
    return current().all();
  }

  @Nullable CustomVersion version(GroupVersionKind kind) {
    CustomView now = current();
    return now.isEmpty() ? null : now.byKind(kind);
  }

  /** The version that serves a resource; null for built-in resources. */
  @Nullable CustomVersion version(ResourceDefinition resource) {
    CustomView now = current();
    return now.isEmpty() ? null : now.byKind(resource.gvk());
  }

  /** The version in which the objects of a resource are stored; null for built-in resources. */
  @Nullable CustomVersion stored(ResourceDefinition resource) {
    return current().declared(GroupVersionKind.of(resource.storageVersion(), resource.kind()));
  }

  /** The version that serves a path; null for built-in and unknown resources. */
  @Nullable CustomVersion served(String group, String version, String plural) {
    CustomView now = current();
    return now.isEmpty() ? null : now.byPlural(group, version, plural);
  }

  /** The resource of the definitions themselves. */
  ResourceDefinition definitions() {
    return definitions;
  }

  /** Whether the definition of a resource is going, so that nothing may be created any more. */
  boolean isTerminating(ResourceDefinition resource) {
    CustomVersion version = version(resource);
    if (version == null) {
      return false;
    }
    CustomView.Compiled now =
        current().definition(definitions.storageKey("", version.definition().name()));
    return now != null && now.definition().terminating();
  }

  CustomView current() {
    CustomView now = view;
    if (caches.feed().revision() < 0) {
      return now;
    }
    ResourceCache written = definitionCache();
    long changed = written.lastChange();
    if (now.derivedAt() == changed && now != CustomView.EMPTY) {
      return now;
    }
    building.lock();
    try {
      return rebuild(written);
    } finally {
      building.unlock();
    }
  }

  /** Asked for at every request, so it is found only once. */
  private ResourceCache definitionCache() {
    ResourceCache known = cache;
    if (known == null) {
      known = caches.of(definitions);
      cache = known;
    }
    return known;
  }

  private CustomView rebuild(ResourceCache current) {
    CustomView before = view;
    long changed = current.lastChange();
    if (before.derivedAt() == changed && before != CustomView.EMPTY) {
      return before;
    }
    List<CachedObject> stored = current.list(definitions.storagePrefix(""), "").objects();
    CustomView after = before.derive(stored, changed);
    view = after;
    return after;
  }
}
