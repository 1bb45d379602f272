package io.navarch.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.cache.ResourceCache;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.registry.WatchCounts;
import io.navarch.gateway.stored.StoredResource;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/**
 * How many objects there are, what the store takes, and what watches were sent. Nothing of it is
 * worked out before somebody looks.
 */
public final class StateMeters {
  private static final double NANOS = 1e9;
  private static final double[] LISTS = {
    0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 15, 20, 30, 45, 60
  };

  private final PrometheusMeterRegistry registry;
  private final ResourceCatalog catalog;
  private final ResourceCaches caches;
  private final WatchCounts watches;
  private final StateStore store;
  private final Map<StoredResource, ResourceDefinition> counted = new ConcurrentHashMap<>();
  private final Set<StoredResource> followed = ConcurrentHashMap.newKeySet();
  private final Set<WatchCounts.Watched> watched = ConcurrentHashMap.newKeySet();

  public StateMeters(
      PrometheusMeterRegistry registry,
      ResourceCatalog catalog,
      ResourceCaches caches,
      WatchCounts watches,
      StateStore store) {
    this.registry = registry;
    this.catalog = catalog;
    this.caches = caches;
    this.watches = watches;
    this.store = store;
    Gauge.builder("apiserver_storage_size_bytes", store, s -> s.status().sizeBytes())
        .description("Bytes that the store takes on disk")
        .tag("storage_cluster_id", "storage_cluster_0")
        .register(registry);
    BuildMeters.register(registry);
    Histogram lists =
        Histogram.builder()
            .name("apiserver_watch_list_duration_seconds")
            .help("How long watches take to send what stood when they began")
            .labelNames("group", "version", "resource", "scope")
            .classicOnly()
            .classicUpperBounds(LISTS)
            .withoutExemplars()
            .register(registry.getPrometheusRegistry());
    watches.onListed(
        (watched, scope, nanos) ->
            lists
                .labelValues(watched.group(), watched.version(), watched.resource(), scope)
                .observe(nanos / NANOS));
  }

  /** Begins to tell of resources and watches that are new since the last time. */
  public synchronized void refresh() {
    for (ResourceDefinition resource : catalog.all()) {
      if (resource.verbs().contains("list") && resource.verbs().contains("create")) {
        StoredResource stored = StoredResource.of(resource);
        if (counted.putIfAbsent(stored, resource) == null) {
          objects(stored, resource);
        }
      }
    }
    counted.forEach(this::following);
    watches
        .sent()
        .forEach(
            (each, sent) -> {
              if (watched.add(each)) {
                events(each, sent);
              }
            });
  }

  private void objects(StoredResource stored, ResourceDefinition resource) {
    ToDoubleFunction<ResourceCaches> size = all -> count(all, resource);
    Gauge.builder("apiserver_storage_objects", caches, size)
        .description("Stored objects of a resource")
        .tag("resource", stored.name())
        .register(registry);
    Gauge.builder("apiserver_resource_objects", caches, size)
        .description("Stored objects of a resource")
        .tag("group", stored.group())
        .tag("resource", stored.resource())
        .register(registry);
  }

  /** What came from the store, once a resource is followed at all. */
  private void following(StoredResource stored, ResourceDefinition resource) {
    ResourceCache cache = caches.known(resource);
    if (cache == null || !followed.add(stored)) {
      return;
    }
    Tags tags = Tags.of("group", stored.group(), "resource", stored.resource());
    FunctionCounter.builder("apiserver_storage_events_received", cache, ResourceCache::received)
        .description("Changes that the store told of")
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("apiserver_watch_cache_events_received", cache, ResourceCache::received)
        .description("Changes that came to the cache of a resource")
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("apiserver_init_events", cache, ResourceCache::loaded)
        .description("Objects that a cache was filled with")
        .tags(tags)
        .register(registry);
  }

  /** What the cache knows, or else the store; -1 where neither can tell. */
  private double count(ResourceCaches all, ResourceDefinition resource) {
    ResourceCache cache = all.known(resource);
    if (cache != null) {
      return cache.size().objects();
    }
    String prefix = resource.storagePrefix("");
    try {
      return store.count(prefix, StateStore.prefixEnd(prefix));
    } catch (StoreException e) {
      return -1;
    }
  }

  private void events(WatchCounts.Watched each, LongAdder sent) {
    FunctionCounter.builder("apiserver_watch_events", sent, LongAdder::sum)
        .description("Events that were sent to watches")
        .tag("group", each.group())
        .tag("version", each.version())
        .tag("resource", each.resource())
        .register(registry);
  }
}
