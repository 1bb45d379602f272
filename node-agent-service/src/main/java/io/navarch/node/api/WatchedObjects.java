package io.navarch.node.api;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Single config maps and secrets that pods on this node use. The first question is answered by the
 * API and begins a watch on that one object; from then on the watch answers, and tells of changes.
 * Watches that nobody asks any more end.
 */
final class WatchedObjects implements AutoCloseable {
  private static final Duration KEPT = Duration.ofMinutes(5);

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Listener listener;
  private final Map<Key, Watched<?>> watched = new ConcurrentHashMap<>();

  /** Is told when an object that was asked for has changed. */
  interface Listener {
    void changed(Class<? extends HasMetadata> kind, String namespace, String name);
  }

  private record Key(Class<? extends HasMetadata> kind, String namespace, String name) {}

  private static final class Watched<T extends HasMetadata> {
    private final SharedIndexInformer<T> informer;
    private volatile Instant asked;

    private Watched(SharedIndexInformer<T> informer, Instant asked) {
      this.informer = informer;
      this.asked = asked;
    }
  }

  WatchedObjects(KubernetesClient client, InstantSource clock, Listener listener) {
    this.client = client;
    this.clock = clock;
    this.listener = listener;
  }

  @Nullable ConfigMap configMap(String namespace, String name) {
    return find(
        ConfigMap.class,
        client.configMaps().inNamespace(namespace).withName(name),
        namespace,
        name);
  }

  @Nullable Secret secret(String namespace, String name) {
    return find(
        Secret.class, client.secrets().inNamespace(namespace).withName(name), namespace, name);
  }

  @SuppressWarnings("unchecked")
  private <T extends HasMetadata> @Nullable T find(
      Class<T> kind, Resource<T> resource, String namespace, String name) {
    Key key = new Key(kind, namespace, name);
    Instant now = clock.instant();
    endUnused(now);
    Watched<T> known = (Watched<T>) watched.get(key);
    if (known != null) {
      known.asked = now;
      if (known.informer.hasSynced() && known.informer.isWatching()) {
        List<T> held = known.informer.getStore().list();
        return held.isEmpty() ? null : held.getFirst();
      }
      return resource.get();
    }
    T found = resource.get();
    String seen = found == null ? "" : found.getMetadata().getResourceVersion();
    watched.computeIfAbsent(key, k -> begin(k, resource, now, seen));
    return found;
  }

  private <T extends HasMetadata> Watched<T> begin(
      Key key, Resource<T> resource, Instant now, String seen) {
    SharedIndexInformer<T> informer = resource.runnableInformer(0);
    informer.exceptionHandler((running, e) -> true);
    informer.addEventHandler(
        new ResourceEventHandler<T>() {
          @Override
          public void onAdd(T added) {
            if (!seen.equals(added.getMetadata().getResourceVersion())) {
              tell();
            }
          }

          @Override
          public void onUpdate(T before, T after) {
            tell();
          }

          @Override
          public void onDelete(T gone, boolean unknown) {
            tell();
          }

          private void tell() {
            listener.changed(key.kind(), key.namespace(), key.name());
          }
        });
    informer.start();
    return new Watched<>(informer, now);
  }

  private void endUnused(Instant now) {
    watched
        .entrySet()
        .removeIf(
            e -> {
              boolean unused = Duration.between(e.getValue().asked, now).compareTo(KEPT) > 0;
              if (unused) {
                e.getValue().informer.stop();
              }
              return unused;
            });
  }

  @Override
  public void close() {
    watched.values().forEach(w -> w.informer.stop());
  }
}
