package io.navarch.proxy.plan;

import java.util.List;

/**
 * One port of a service with everything that decides where its packets go.
 *
 * @param key {@code namespace/name:port}, unique and stable
 * @param protocol {@code tcp}, {@code udp} or {@code sctp}
 * @param clusterIps the service's addresses of the family that is programmed
 * @param externalIps addresses outside the cluster that lead here: external IPs and those of load
 *     balancers
 * @param nodePort 0 for none
 * @param affinitySeconds how long a client stays with an endpoint, 0 for no affinity
 * @param internalLocal only endpoints on this node answer clients in the cluster
 * @param externalLocal only endpoints on this node answer clients from outside, whose address is
 *     kept
 * @param endpoints the ones that get packets now, in a stable order
 */
public record ServicePort(
    String key,
    String protocol,
    int port,
    List<String> clusterIps,
    List<String> externalIps,
    List<String> sourceRanges,
    int nodePort,
    int affinitySeconds,
    boolean internalLocal,
    boolean externalLocal,
    List<Endpoint> endpoints) {

  public ServicePort {
    clusterIps = List.copyOf(clusterIps);
    externalIps = List.copyOf(externalIps);
    sourceRanges = List.copyOf(sourceRanges);
    endpoints = List.copyOf(endpoints);
  }

  List<Endpoint> localEndpoints() {
    return endpoints.stream().filter(Endpoint::local).toList();
  }
}
