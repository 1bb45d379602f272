package io.navarch.examples.redis;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/** The labels on everything that belongs to a cluster. */
final class Labels {
  static final String INSTANCE = "app.kubernetes.io/instance";
  static final String MANAGED = "app.kubernetes.io/managed-by=redis-operator";

  private Labels() {}

  static Map<String, String> of(RedisCluster cluster) {
    return Map.of(
        "app.kubernetes.io/name",
        "redis",
        INSTANCE,
        cluster.getMetadata().getName(),
        "app.kubernetes.io/managed-by",
        "redis-operator");
  }

  /** Of an object that belongs to a cluster and has its name. */
  static ObjectMeta metadata(RedisCluster cluster) {
    return new ObjectMetaBuilder()
        .withName(cluster.getMetadata().getName())
        .withNamespace(cluster.getMetadata().getNamespace())
        .withLabels(of(cluster))
        .build();
  }
}
