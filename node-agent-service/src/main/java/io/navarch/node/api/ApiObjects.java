package io.navarch.node.api;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.node.pod.ClusterObjects;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link ClusterObjects} from the API: services are kept at hand, config maps and secrets while
 * pods use them.
 */
public final class ApiObjects implements ClusterObjects, AutoCloseable {
  private final WatchedObjects single;
  private final SharedIndexInformer<Service> services;

  /**
   * @param changed is told kind and {@code namespace/name} of a config map or secret that has
   *     changed
   */
  public ApiObjects(
      KubernetesClient client,
      SharedIndexInformer<Service> services,
      InstantSource clock,
      BiConsumer<Class<? extends HasMetadata>, String> changed) {
    this.single =
        new WatchedObjects(
            client, clock, (kind, namespace, name) -> changed.accept(kind, namespace + "/" + name));
    this.services = services;
  }

  @Override
  public @Nullable ConfigMap configMap(String namespace, String name) {
    return single.configMap(namespace, name);
  }

  @Override
  public @Nullable Secret secret(String namespace, String name) {
    return single.secret(namespace, name);
  }

  @Override
  public List<Service> services(String namespace) {
    return services.getIndexer().byIndex("namespace", namespace);
  }

  @Override
  public void close() {
    single.close();
  }
}
