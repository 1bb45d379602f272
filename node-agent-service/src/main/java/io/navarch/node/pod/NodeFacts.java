package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What pods need to know about the node they are on.
 *
 * @param ips the node's own addresses, the main one first
 * @param rootDir holds one directory a pod (the kubelet root)
 * @param logDir holds the containers' logs (normally {@code /var/log/pods})
 * @param clusterDns empty when the cluster has no DNS service
 * @param resolvConf the node's own resolver file
 * @param cgroupRoot under which the pods' control groups are made, such as {@code /}
 */
public record NodeFacts(
    String name,
    List<String> ips,
    Path rootDir,
    Path logDir,
    List<String> clusterDns,
    String clusterDomain,
    Path resolvConf,
    String cgroupRoot,
    Map<String, Quantity> allocatable,
    Map<String, Quantity> capacity) {

  public NodeFacts {
    ips = List.copyOf(ips);
    clusterDns = List.copyOf(clusterDns);
    allocatable = Map.copyOf(allocatable);
    capacity = Map.copyOf(capacity);
  }

  public String ip() {
    return ips.getFirst();
  }

  public Path podDir(String uid) {
    return rootDir.resolve("pods").resolve(uid);
  }

  public Path podLogDir(String namespace, String name, String uid) {
    return logDir.resolve(namespace + "_" + name + "_" + uid);
  }
}
