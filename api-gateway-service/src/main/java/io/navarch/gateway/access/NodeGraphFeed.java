package io.navarch.gateway.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.cache.CacheEvent;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.ResourceCache;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.cache.Watcher;
import io.navarch.gateway.metrics.Buckets;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link NodeGraph} up to date with the caches. The feed's thread only notes which objects
 * changed; they are read when a node asks the next time, once however often they changed.
 */
final class NodeGraphFeed implements NodeRelations {
  private static final List<String> RESOURCES =
      List.of(
          "/pods",
          "/persistentvolumes",
          "storage.k8s.io/volumeattachments",
          "resource.k8s.io/resourceslices");

  private static final int STEPS = 12;

  private final ResourceCaches caches;
  private final ResourceCatalog catalog;
  private final MeterRegistry meters;
  private NodeGraph graph = new NodeGraph();
  private List<Source> sources = List.of();

  NodeGraphFeed(ResourceCaches caches, ResourceCatalog catalog, MeterRegistry meters) {
    this.caches = caches;
    this.catalog = catalog;
    this.meters = meters;
  }

  /** How long it takes to learn of an object, under upstream's names. */
  private Timer timer(String operation) {
    return Timer.builder("node_authorizer_graph_actions_duration")
        .description("How long it takes to take a change up into the node authorizer's graph")
        .tag("operation", operation)
        .serviceLevelObjectives(Buckets.doubling(Duration.ofNanos(100_000), STEPS))
        .register(meters);
  }

  @Override
  public synchronized boolean relates(String node, String resource, String namespace, String name) {
    if (sources.isEmpty() || sources.stream().anyMatch(source -> source.expired)) {
      restart();
    }
    sources.forEach(source -> source.drainTo(graph));
    return graph.relates(node, resource, namespace, name);
  }

  private void restart() {
    sources.forEach(Source::stop);
    graph = new NodeGraph();
    List<Source> started = new ArrayList<>();
    for (String resource : RESOURCES) {
      int slash = resource.indexOf('/');
      resource(resource.substring(0, slash), resource.substring(slash + 1))
          .ifPresent(r -> started.add(source(r)));
    }
    started.forEach(Source::start);
    sources = started;
  }

  private Source source(ResourceDefinition resource) {
    String kind = resource.plural().equals("persistentvolumes") ? "PV" : resource.kind();
    return new Source(resource, caches.of(resource), timer("Add" + kind), timer("Delete" + kind));
  }

  private Optional<ResourceDefinition> resource(String group, String plural) {
    return catalog.all().stream()
        .filter(r -> r.group().equals(group) && r.plural().equals(plural))
        .findFirst();
  }

  /** What one resource has to tell. */
  private static final class Source implements Watcher {
    private final ResourceDefinition resource;
    private final ResourceCache cache;
    private final Timer adding;
    private final Timer deleting;
    private final Map<String, Optional<CachedObject>> changed = new ConcurrentHashMap<>();
    private volatile boolean expired;

    Source(ResourceDefinition resource, ResourceCache cache, Timer adding, Timer deleting) {
      this.resource = resource;
      this.cache = cache;
      this.adding = adding;
      this.deleting = deleting;
    }

    void start() {
      if (cache.watch(this, -1) instanceof ResourceCache.Start.State(var objects, var _)) {
        // What changed meanwhile is newer.
        objects.forEach(object -> changed.putIfAbsent(object.key(), Optional.of(object)));
      }
    }

    void stop() {
      cache.unwatch(this);
    }

    @Override
    public String keyPrefix() {
      return resource.storagePrefix("");
    }

    @Override
    public void onEvent(CacheEvent event) {
      changed.put(
          event.object().key(),
          event.type() == CacheEvent.Type.DELETED ? Optional.empty() : Optional.of(event.object()));
    }

    @Override
    public void onExpired() {
      expired = true;
    }

    void drainTo(NodeGraph graph) {
      Iterator<String> keys = changed.keySet().iterator();
      while (keys.hasNext()) {
        String key = keys.next();
        Optional<CachedObject> object = changed.remove(key);
        if (object != null) {
          String path = key.substring(keyPrefix().length());
          int slash = path.indexOf('/');
          long began = System.nanoTime();
          @Nullable ApiObject tree = object.map(CachedObject::parse).orElse(null);
          graph.change(
              resource.plural(),
              slash < 0 ? "" : path.substring(0, slash),
              path.substring(slash + 1),
              tree);
          (tree == null ? deleting : adding)
              .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
      }
    }
  }
}
