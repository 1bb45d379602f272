package io.navarch.examples.redis;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The members' pods. They are replaced on the operator's word only ({@code OnDelete}), since only
 * it knows when a member's slots are safe elsewhere.
 */
@KubernetesDependent(informer = @Informer(labelSelector = Labels.MANAGED))
final class RedisStatefulSet extends CRUDKubernetesDependentResource<StatefulSet, RedisCluster> {
  static final String CONTAINER = "redis";

  /** Pods with another configuration are outdated, as those with another image are. */
  static final String CONFIG_HASH = "redis.examples.navarch.io/config";

  @Override
  protected StatefulSet desired(RedisCluster cluster, Context<RedisCluster> context) {
    return new StatefulSetBuilder()
        .withMetadata(Labels.metadata(cluster))
        .withNewSpec()
        .withReplicas(size(cluster))
        .withServiceName(cluster.getMetadata().getName())
        .withPodManagementPolicy("Parallel")
        .withNewUpdateStrategy()
        .withType("OnDelete")
        .endUpdateStrategy()
        .withNewSelector()
        .withMatchLabels(Labels.of(cluster))
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(Labels.of(cluster))
        .addToAnnotations(CONFIG_HASH, hash(cluster.getSpec()))
        .endMetadata()
        .withNewSpec()
        .withContainers(redis(cluster.getSpec()))
        .addNewVolume()
        .withName("data")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName("config")
        .withNewConfigMap()
        .withName(cluster.getMetadata().getName())
        .endConfigMap()
        .endVolume()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** As many as wished for, or as there still have to be. */
  static int size(RedisCluster cluster) {
    RedisClusterStatus status = cluster.getStatus();
    return Math.max(cluster.getSpec().size(), status == null ? 0 : status.size());
  }

  private static Container redis(RedisClusterSpec wished) {
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(wished.image())
        .withCommand("redis-server", "/etc/redis/" + RedisConfigMap.FILE)
        .addNewPort()
        .withName("redis")
        .withContainerPort(6379)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withName("bus")
        .withContainerPort(16379)
        .withProtocol("TCP")
        .endPort()
        .withNewReadinessProbe()
        .withNewTcpSocket()
        .withPort(new IntOrString("redis"))
        .endTcpSocket()
        .withPeriodSeconds(1)
        .endReadinessProbe()
        .addNewVolumeMount()
        .withName("data")
        .withMountPath("/data")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("config")
        .withMountPath("/etc/redis")
        .endVolumeMount()
        .build();
  }

  private static String hash(RedisClusterSpec wished) {
    return UUID.nameUUIDFromBytes(RedisConfigMap.content(wished).getBytes(StandardCharsets.UTF_8))
        .toString();
  }
}
