package io.navarch.node.api;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.node.pod.ClusterObjects;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link ClusterObjects} from the API: services are kept at hand, config maps and secrets are asked
 * for when needed.
 */
public final class ApiObjects implements ClusterObjects {
  private final KubernetesClient client;
  private final SharedIndexInformer<Service> services;

  public ApiObjects(KubernetesClient client, SharedIndexInformer<Service> services) {
    this.client = client;
    this.services = services;
  }

  @Override
  public @Nullable ConfigMap configMap(String namespace, String name) {
    return client.configMaps().inNamespace(namespace).withName(name).get();
  }

  @Override
  public @Nullable Secret secret(String namespace, String name) {
    return client.secrets().inNamespace(namespace).withName(name).get();
  }

  @Override
  public List<Service> services(String namespace) {
    return services.getIndexer().byIndex("namespace", namespace);
  }
}
