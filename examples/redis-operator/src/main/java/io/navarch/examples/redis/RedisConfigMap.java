package io.navarch.examples.redis;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code redis.conf}. */
@KubernetesDependent(informer = @Informer(labelSelector = Labels.MANAGED))
final class RedisConfigMap extends CRUDKubernetesDependentResource<ConfigMap, RedisCluster> {
  static final String FILE = "redis.conf";

  /** A master has one replica, so that there are no others to wait for before it is copied. */
  private static final String DEFAULTS = "repl-diskless-sync-delay 0\n";

  /** What makes a server a member. It stands last: the wished directives cannot change it. */
  private static final String FIXED =
      """
      port 6379
      protected-mode no
      cluster-enabled yes
      cluster-config-file /data/nodes.conf
      cluster-node-timeout 3000
      cluster-replica-validity-factor 0
      dir /data
      """;

  @Override
  protected ConfigMap desired(RedisCluster cluster, Context<RedisCluster> context) {
    return new ConfigMapBuilder()
        .withMetadata(Labels.metadata(cluster))
        .addToData(FILE, content(cluster.getSpec()))
        .build();
  }

  static String content(RedisClusterSpec wished) {
    return new TreeMap<>(wished.config())
        .entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
            .collect(Collectors.joining("", DEFAULTS, FIXED));
  }
}
