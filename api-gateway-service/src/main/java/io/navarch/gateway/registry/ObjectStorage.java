package io.navarch.gateway.registry;

import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.cache.StoreFeed;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.store.StateStore;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Objects in the store: reads through the caches, optimistic writes past them. */
public final class ObjectStorage {
  /** How long a read waits for the caches before it says so. */
  private static final long CACHE_PATIENCE_MILLIS = 3_000;

  /** How long the answer to a write waits for this server to act by it. */
  private static final long RULING_PATIENCE_MILLIS = 1_000;

  /** Events vanish an hour after their last write. */
  private static final long EVENT_TTL_SECONDS = 3_600;

  private final StateStore store;
  private final ResourceCaches caches;
  private final VersionConversion conversion;
  private final EventLeases eventLeases;

  public ObjectStorage(StateStore store, ResourceCaches caches, VersionConversion conversion) {
    this.store = store;
    this.caches = caches;
    this.conversion = conversion;
    this.eventLeases = new EventLeases(store, EVENT_TTL_SECONDS);
  }

  /** The newest state that the caches know; a write that builds on it fails if there is a newer. */
  @Nullable CachedObject cached(ResourceDefinition resource, String namespace, String name) {
    return caches.of(resource).get(resource.storageKey(namespace, name));
  }

  /** The newest state of the store. */
  @Nullable CachedObject fresh(ResourceDefinition resource, String namespace, String name) {
    StateStore.Entry entry = store.get(resource.storageKey(namespace, name), 0).entry();
    return entry == null ? null : cachedForm(entry);
  }

  /** The newest state of the store, through the caches once they have caught up. */
  @Nullable CachedObject consistent(ResourceDefinition resource, String namespace, String name) {
    StoreFeed feed = caches.feed();
    if (!feed.await(feed.storeRevision(), CACHE_PATIENCE_MILLIS)) {
      return fresh(resource, namespace, name);
    }
    return cached(resource, namespace, name);
  }

  /** Whether writing the object again unchanged would store it in another form. */
  boolean isOutdated(CachedObject object) {
    return store.isOutdated(object.key());
  }

  static CachedObject cachedForm(StateStore.Entry entry) {
    return CachedObject.of(entry.key(), entry.value(), entry.modRevision());
  }

  /** The object in the version that the resource serves. */
  public ApiObject read(ResourceDefinition resource, CachedObject object) {
    return conversion.fromStorage(resource, object.parse());
  }

  /** Whether a definition declares the resource. */
  boolean isCustom(ResourceDefinition resource) {
    return conversion.isCustom(resource);
  }

  /** The object as the resource serves it. */
  CachedObject served(ResourceDefinition resource, CachedObject object) {
    return conversion.served(resource, object);
  }

  WriteOutcome create(ResourceDefinition resource, ApiObject object) {
    return write(resource, object, 0);
  }

  /** Replaces the object if it still has the given revision; 0 if there must be none. */
  WriteOutcome write(ResourceDefinition resource, ApiObject object, long expectedRevision) {
    return write(resource, key(resource, object), encode(resource, object), expectedRevision);
  }

  private static String key(ResourceDefinition resource, ApiObject object) {
    return resource.storageKey(object.namespace(), object.name());
  }

  private byte[] encode(ResourceDefinition resource, ApiObject object) {
    return StoredForm.encode(conversion.toStorage(resource, object));
  }

  private WriteOutcome write(
      ResourceDefinition resource, String key, byte[] bytes, long expectedRevision) {
    followFromNowOn(resource);
    long lease = isEvent(resource) ? eventLeases.current() : 0;
    StateStore.TxnResult result =
        store.txn(
            List.of(new StateStore.Compare(key, expectedRevision)),
            List.of(new StateStore.Op.Put(key, bytes, lease)));
    return result.succeeded()
        ? written(CachedObject.of(key, bytes, result.revision()))
        : lost(result);
  }

  /** Removes the object if it still has the given revision. */
  WriteOutcome remove(CachedObject object) {
    StateStore.TxnResult result =
        store.txn(
            List.of(new StateStore.Compare(object.key(), object.revision())),
            List.of(new StateStore.Op.Delete(object.key())));
    return result.succeeded() ? written(object.at(result.revision())) : lost(result);
  }

  /**
   * So that a client can watch from the object that it has just written. Events are many, and
   * hardly anybody reads them.
   */
  private void followFromNowOn(ResourceDefinition resource) {
    if (caches.feed().revision() >= 0 && !isEvent(resource)) {
      var unused = caches.of(resource);
    }
  }

  private WriteOutcome written(CachedObject object) {
    if (RulingResources.holds(object.key())) {
      awaitInCaches(object.revision());
    }
    return new WriteOutcome.Written(object);
  }

  /** What is stored is acknowledged in any case, so that patience only ends the wait. */
  private void awaitInCaches(long revision) {
    StoreFeed feed = caches.feed();
    boolean follows = feed.revision() >= 0;
    if (follows) {
      boolean _ = feed.await(revision, RULING_PATIENCE_MILLIS);
    }
  }

  private static WriteOutcome lost(StateStore.TxnResult result) {
    return new WriteOutcome.Lost(
        result.current().isEmpty() ? null : cachedForm(result.current().getFirst()));
  }

  /**
   * Reads, changes and writes until no other write came between; strategies and admission are not
   * asked. For subresources that change one thing only. A change that changes nothing is not
   * written: who follows what it changes would never come to an end.
   *
   * @throws ApiException 404, and what the change throws
   */
  CachedObject change(
      ResourceDefinition resource,
      String namespace,
      String name,
      boolean dryRun,
      UnaryOperator<ApiObject> change) {
    CachedObject current = fresh(resource, namespace, name);
    while (current != null) {
      ApiObject changed = change.apply(read(resource, current));
      String key = key(resource, changed);
      byte[] bytes = encode(resource, changed);
      if (dryRun || isStored(bytes, current)) {
        return CachedObject.of(key, bytes, current.revision());
      }
      switch (write(resource, key, bytes, current.revision())) {
        case WriteOutcome.Written(CachedObject written) -> {
          return written;
        }
        case WriteOutcome.Lost(CachedObject newest) -> current = newest;
      }
    }
    throw ApiException.notFound(resource.group(), resource.plural(), name);
  }

  private boolean isStored(byte[] bytes, CachedObject current) {
    CachedObject wanted = CachedObject.of(current.key(), bytes, current.revision());
    return Arrays.equals(wanted.json(), current.json()) && !isOutdated(current);
  }

  /**
   * What a write would have stored, for dry runs.
   *
   * @param revision of what stands; 0 for a new object, which has no resourceVersion then
   */
  CachedObject pretend(ResourceDefinition resource, ApiObject object, long revision) {
    String key = key(resource, object);
    byte[] json = encode(resource, object);
    return revision == 0
        ? CachedObject.unversioned(key, json)
        : CachedObject.of(key, json, revision);
  }

  private static boolean isEvent(ResourceDefinition resource) {
    return resource.storageKeyPrefix().equals("events");
  }
}
