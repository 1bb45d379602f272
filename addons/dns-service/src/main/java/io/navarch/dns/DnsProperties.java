package io.navarch.dns;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of cluster DNS.
 *
 * @param kubeconfig how to reach the API
 * @param nodeName the Node that this machine is
 * @param nodeIp the address that pods reach this machine at, and that it listens on
 * @param port where it listens, for UDP and TCP
 * @param serviceIp the address of the Service {@code kube-system/kube-dns}
 * @param clusterDomain what all names of the cluster end in
 * @param clusterCidr the range of all pods
 * @param serviceCidr the range of all services
 * @param resolvConf names the resolvers that are asked for everything else
 * @param upstreams asked instead of these, as {@code address} or {@code address:port}
 */
@ConfigurationProperties("navarch.dns")
public record DnsProperties(
    Path kubeconfig,
    String nodeName,
    String nodeIp,
    @DefaultValue("10053") int port,
    @DefaultValue("10.96.0.10") String serviceIp,
    @DefaultValue("cluster.local") String clusterDomain,
    @DefaultValue("10.244.0.0/16") String clusterCidr,
    @DefaultValue("10.96.0.0/16") String serviceCidr,
    @DefaultValue("/etc/resolv.conf") Path resolvConf,
    @DefaultValue List<String> upstreams) {}
