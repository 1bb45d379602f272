package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects of the cluster that containers are made from. */
public interface ClusterObjects {
  @Nullable ConfigMap configMap(String namespace, String name);

  @Nullable Secret secret(String namespace, String name);

  List<Service> services(String namespace);
}
