package io.navarch.controller.garbagecollector;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.navarch.controller.discovery.Discovery;
import io.navarch.controller.discovery.ServedResource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Keeps the graph as the cluster is: one watch of metadata a kind. */
final class GraphWatches {

  private static final Set<String> IGNORED = Set.of("events", "events.events.k8s.io");

  private final KubernetesClient metadata;
  private final OwnerGraph graph;
  private final Consumer<String> lookAt;
  private final Consumer<String> deleted;
  private final Map<ServedResource, SharedIndexInformer<GenericKubernetesResource>> watches =
      new HashMap<>();

  GraphWatches(
      KubernetesClient metadata,
      OwnerGraph graph,
      Consumer<String> lookAt,
      Consumer<String> deleted) {
    this.metadata = metadata;
    this.graph = graph;
    this.lookAt = lookAt;
    this.deleted = deleted;
  }

  /** Watches what is served now and no longer what is not; groups that did not answer stay. */
  synchronized void follow(Discovery.Served served) {
    List<ServedResource> wanted =
        served.resources().stream().filter(GraphWatches::collectable).toList();
    Iterator<Map.Entry<ServedResource, SharedIndexInformer<GenericKubernetesResource>>> known =
        watches.entrySet().iterator();
    while (known.hasNext()) {
      var entry = known.next();
      if (!wanted.contains(entry.getKey())
          && !served.failed().contains(entry.getKey().groupVersion())) {
        entry.getValue().stop();
        entry.getValue().getStore().list().forEach(this::gone);
        known.remove();
      }
    }
    for (ServedResource resource : wanted) {
      watches.computeIfAbsent(resource, this::watch);
    }
  }

  /** True once every kind has been listed. */
  synchronized boolean synced() {
    return watches.values().stream().allMatch(SharedIndexInformer::hasSynced);
  }

  synchronized void stop() {
    watches.values().forEach(SharedIndexInformer::stop);
    watches.clear();
  }

  private static boolean collectable(ServedResource resource) {
    return resource.verbs().containsAll(Set.of("list", "watch", "delete"))
        && !IGNORED.contains(resource.groupResource());
  }

  private SharedIndexInformer<GenericKubernetesResource> watch(ServedResource resource) {
    SharedIndexInformer<GenericKubernetesResource> informer =
        metadata
            .genericKubernetesResources(resource.context())
            .inAnyNamespace()
            .runnableInformer(0);
    informer
        .removeNamespaceIndex()
        .itemStore(new BareStore())
        .exceptionHandler((running, failure) -> true)
        .addEventHandler(new Changes(resource));
    informer.start();
    return informer;
  }

  private void gone(GenericKubernetesResource object) {
    graph.gone(object.getMetadata().getUid()).forEach(lookAt);
    if (object.getMetadata().getNamespace() != null) {
      deleted.accept(object.getMetadata().getNamespace());
    }
  }

  private final class Changes implements ResourceEventHandler<GenericKubernetesResource> {
    private final ServedResource resource;

    Changes(ServedResource resource) {
      this.resource = resource;
    }

    @Override
    public void onAdd(GenericKubernetesResource added) {
      graph.seen(GraphObject.of(resource, added)).forEach(lookAt);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
      if (!before.getMetadata().getUid().equals(after.getMetadata().getUid())) {
        gone(before);
      }
      graph.seen(GraphObject.of(resource, after)).forEach(lookAt);
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean finalStateUnknown) {
      gone(object);
    }
  }

  /** Keeps of each object only what tells it from others and what the graph is made of. */
  private static final class BareStore extends BasicItemStore<GenericKubernetesResource> {

    BareStore() {
      super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public GenericKubernetesResource put(String key, GenericKubernetesResource object) {
      var metadata = object.getMetadata();
      GenericKubernetesResource bare = new GenericKubernetesResource();
      bare.setMetadata(
          new ObjectMetaBuilder()
              .withName(metadata.getName())
              .withNamespace(metadata.getNamespace())
              .withUid(metadata.getUid())
              .withResourceVersion(metadata.getResourceVersion())
              .build());
      return super.put(key, bare);
    }
  }
}
