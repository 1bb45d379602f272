package io.navarch.examples.redis;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** Where clients begin: any member tells them of the others. */
@KubernetesDependent(informer = @Informer(labelSelector = Labels.MANAGED))
final class RedisService extends CRUDKubernetesDependentResource<Service, RedisCluster> {
  @Override
  protected Service desired(RedisCluster cluster, Context<RedisCluster> context) {
    return new ServiceBuilder()
        .withMetadata(Labels.metadata(cluster))
        .withNewSpec()
        .withSelector(Labels.of(cluster))
        .addNewPort()
        .withName("redis")
        .withProtocol("TCP")
        .withPort(6379)
        .withTargetPort(new IntOrString("redis"))
        .endPort()
        .endSpec()
        .build();
  }
}
