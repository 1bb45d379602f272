package io.navarch.launcher.cluster;

import io.navarch.model.pki.ClusterPki;
import io.navarch.model.pki.ClusterPkiOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Makes the certificates and kubeconfigs that a cluster's options ask for, where they are missing
 * or near their end.
 */
public final class ClusterPkiFiles {
  private static final Duration VALIDITY = Duration.ofDays(365);

  private ClusterPkiFiles() {}

  public static ClusterPki ensure(
      ClusterLayout layout, ClusterOptions options, InstantSource clock) {
    ClusterPki pki =
        ClusterPki.ensure(
            layout.pki(),
            new ClusterPkiOptions(
                options.nodeName(),
                List.of(options.nodeIp()),
                options.apiServiceIp(),
                "cluster.local",
                List.of(),
                VALIDITY),
            clock.instant());
    pki.ensureKubeconfigs(layout.kubeconfigs(), options.server());
    return pki;
  }
}
