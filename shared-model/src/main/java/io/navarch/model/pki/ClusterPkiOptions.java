package io.navarch.model.pki;

import java.time.Duration;
import java.util.List;

/**
 * What the certificates of a cluster depend on.
 *
 * @param nodeName name of the node that runs beside the control plane
 * @param nodeAddresses further addresses of this machine, beside 127.0.0.1
 * @param serviceAddress the first address of the service range, which the {@code kubernetes}
 *     Service gets
 * @param extraNames further DNS names of the API server and of the other services
 * @param certificateValidity of leaf certificates; authorities live ten times as long
 */
public record ClusterPkiOptions(
    String nodeName,
    List<String> nodeAddresses,
    String serviceAddress,
    String clusterDomain,
    List<String> extraNames,
    Duration certificateValidity) {
  public ClusterPkiOptions {
    nodeAddresses = List.copyOf(nodeAddresses);
    extraNames = List.copyOf(extraNames);
  }

  /** kubeadm's defaults: a year, {@code cluster.local}, {@code 10.96.0.1}. */
  public static ClusterPkiOptions of(String nodeName, List<String> nodeAddresses) {
    return new ClusterPkiOptions(
        nodeName, nodeAddresses, "10.96.0.1", "cluster.local", List.of(), Duration.ofDays(365));
  }
}
