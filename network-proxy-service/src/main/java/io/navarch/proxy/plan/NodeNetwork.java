package io.navarch.proxy.plan;

/**
 * The addresses that the node's fixed rules are about.
 *
 * @param clusterCidr the range of all pods
 * @param serviceCidr the range of all services
 */
public record NodeNetwork(String nodeName, String clusterCidr, String serviceCidr) {}
