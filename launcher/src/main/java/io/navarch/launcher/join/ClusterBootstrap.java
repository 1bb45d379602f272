package io.navarch.launcher.join;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.launcher.cluster.ClusterOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What stands in the API of a cluster that further machines can join: {@code
 * kube-public/cluster-info} (the controllers sign it with each token), the settings that all nodes
 * share, and the few rights that tokens and nodes need.
 */
public final class ClusterBootstrap {
  static final String NODE_CONFIG = "navarch-node-config";
  private static final String RIGHTS = "cluster-bootstrap.yaml";
  private static final String MANAGER = "navarch";

  private ClusterBootstrap() {}

  /** Writes what is missing or different; signatures of tokens stay. */
  public static void apply(KubernetesClient client, ClusterAccess access, ClusterOptions options) {
    for (HasMetadata object : objects(client, access, options)) {
      client.resource(object).fieldManager(MANAGER).forceConflicts().serverSideApply();
    }
  }

  private static List<HasMetadata> objects(
      KubernetesClient client, ClusterAccess access, ClusterOptions options) {
    List<HasMetadata> all = new ArrayList<>();
    all.add(map("kube-public", "cluster-info", Map.of("kubeconfig", access.clusterInfo())));
    all.add(
        map(
            "kube-system",
            NODE_CONFIG,
            Map.of(
                "podCidr", options.podCidr(),
                "serviceCidr", options.serviceCidr(),
                "dnsIp", options.dnsIp())));
    try (InputStream rights =
        Objects.requireNonNull(ClusterBootstrap.class.getResourceAsStream(RIGHTS), RIGHTS)) {
      all.addAll(client.load(rights).items());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + RIGHTS, e);
    }
    return all;
  }

  private static ConfigMap map(String namespace, String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withData(data)
        .build();
  }

  /**
   * The settings that all nodes share.
   *
   * @throws KubernetesClientException if the caller may not read them
   */
  static Map<String, String> nodeConfig(KubernetesClient client) {
    ConfigMap map = client.configMaps().inNamespace("kube-system").withName(NODE_CONFIG).get();
    return map == null || map.getData() == null ? Map.of() : map.getData();
  }
}
