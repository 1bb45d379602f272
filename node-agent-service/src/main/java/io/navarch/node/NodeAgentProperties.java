package io.navarch.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the node agent is set up; prefix {@code navarch.node}.
 *
 * @param kubeconfig how to reach the API
 * @param name the Node's name, the host's name when unset
 * @param nodeIp the node's address in the cluster; found out when unset
 * @param criSocket the container runtime's Unix socket
 * @param rootDir one directory a pod is kept here
 * @param logDir containers' logs
 * @param manifestsDir pods that run without the API; none when unset
 * @param clusterDns addresses of the cluster's DNS service
 * @param resolvConf the node's own resolver file, from which pods inherit
 * @param cgroupRoot the control group under which pods' groups are made
 * @param address where the node's HTTPS API listens
 * @param labels given to the Node at registration
 * @param taints given to the Node at registration, as {@code key=value:Effect}
 * @param rotateCertificates whether the node renews its certificates by asking the cluster
 */
@ConfigurationProperties("navarch.node")
public record NodeAgentProperties(
    @DefaultValue("/var/lib/navarch/kubeconfig/node-agent.conf") Path kubeconfig,
    @Nullable String name,
    @Nullable String nodeIp,
    @DefaultValue("/var/lib/navarch/containerd/containerd.sock") Path criSocket,
    @DefaultValue("/var/lib/navarch/node") Path rootDir,
    @DefaultValue("/var/log/pods") Path logDir,
    @Nullable Path manifestsDir,
    @DefaultValue("10.96.0.10") List<String> clusterDns,
    @DefaultValue("cluster.local") String clusterDomain,
    @DefaultValue("/etc/resolv.conf") Path resolvConf,
    @DefaultValue("110") int maxPods,
    @DefaultValue("/") String cgroupRoot,
    @DefaultValue("0.0.0.0") String address,
    @DefaultValue("10250") int port,
    @Nullable Path tlsCert,
    @Nullable Path tlsKey,
    @Nullable Path clientCa,
    @DefaultValue Map<String, String> labels,
    @DefaultValue List<String> taints,
    @DefaultValue("true") boolean rotateCertificates) {

  /** Where certificates are kept that the node got from the cluster. */
  Path pkiDir() {
    return rootDir.resolve("pki");
  }
}
