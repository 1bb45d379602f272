package io.navarch.examples.redis;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import java.time.InstantSource;

/**
 * Runs the operator until it is told to stop. It finds the cluster as kubectl does: by {@code
 * KUBECONFIG}, or by its pod's service account. Of several, one works; the others wait for the
 * lease in their namespace.
 */
public final class RedisOperator {
  private RedisOperator() {}

  public static void main(String... arguments) {
    KubernetesClient client = new KubernetesClientBuilder().build();
    Operator operator =
        new Operator(
            settings ->
                settings
                    .withKubernetesClient(client)
                    .withLeaderElectionConfiguration(
                        new LeaderElectionConfiguration("redis-operator", client.getNamespace())));
    operator.register(new RedisClusterReconciler(InstantSource.system()));
    operator.start();
  }
}
