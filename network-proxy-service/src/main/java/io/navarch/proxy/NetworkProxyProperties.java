package io.navarch.proxy;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the network proxy.
 *
 * @param kubeconfig how to reach the API
 * @param nodeName the Node that this machine is
 * @param nodeIp the address that this node is reached at
 * @param clusterCidr the range of all pods
 * @param serviceCidr the range of all services
 * @param cniConfigDir where the container runtime looks for its network
 * @param cniDataDir where taken pod addresses are remembered
 */
@ConfigurationProperties("navarch.proxy")
public record NetworkProxyProperties(
    Path kubeconfig,
    String nodeName,
    String nodeIp,
    @DefaultValue("10.244.0.0/16") String clusterCidr,
    @DefaultValue("10.96.0.0/16") String serviceCidr,
    @DefaultValue("/etc/cni/net.d") Path cniConfigDir,
    @DefaultValue("/var/lib/cni/networks") Path cniDataDir) {}
