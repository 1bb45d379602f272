package io.navarch.proxy.service;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.navarch.proxy.plan.Endpoint;
import io.navarch.proxy.plan.ServicePort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Joins a service with its endpoint slices: a pure function from API objects to {@link
 * ServicePort}s, by the rules that kube-proxy follows (ready endpoints; when none is ready, those
 * that still serve while they terminate).
 */
final class ServiceResolver {
  private static final String PROXY_NAME_LABEL = "service.kubernetes.io/service-proxy-name";

  private ServiceResolver() {}

  /**
   * Empty for services that need no rules: headless ones, external names, and those of another
   * proxy.
   */
  static List<ServicePort> resolve(
      Service service, Collection<EndpointSlice> slices, String nodeName) {
    ServiceSpec spec = service.getSpec();
    if (spec == null
        || "ExternalName".equals(spec.getType())
        || spec.getClusterIP() == null
        || spec.getClusterIP().isEmpty()
        || spec.getClusterIP().equals("None")
        || labelsOf(service).containsKey(PROXY_NAME_LABEL)) {
      return List.of();
    }
    List<ServicePort> result = new ArrayList<>();
    for (io.fabric8.kubernetes.api.model.ServicePort port : orEmpty(spec.getPorts())) {
      result.add(port(service, port, slices, nodeName));
    }
    return result;
  }

  private static java.util.Map<String, String> labelsOf(Service service) {
    return Objects.requireNonNullElse(service.getMetadata().getLabels(), java.util.Map.of());
  }

  private static ServicePort port(
      Service service,
      io.fabric8.kubernetes.api.model.ServicePort port,
      Collection<EndpointSlice> slices,
      String nodeName) {
    ServiceSpec spec = service.getSpec();
    String name = port.getName() == null ? "" : port.getName();
    return new ServicePort(
        service.getMetadata().getNamespace() + "/" + service.getMetadata().getName() + ":" + name,
        Objects.requireNonNullElse(port.getProtocol(), "TCP").toLowerCase(Locale.ROOT),
        port.getPort(),
        clusterIps(spec),
        externalIps(service),
        ipv4Only(spec.getLoadBalancerSourceRanges()),
        port.getNodePort() == null ? 0 : port.getNodePort(),
        affinitySeconds(spec),
        "Local".equals(spec.getInternalTrafficPolicy()),
        "Local".equals(spec.getExternalTrafficPolicy()),
        endpoints(slices, name, nodeName));
  }

  private static List<String> clusterIps(ServiceSpec spec) {
    List<String> all = spec.getClusterIPs();
    return ipv4Only(all == null || all.isEmpty() ? List.of(spec.getClusterIP()) : all);
  }

  private static List<String> ipv4Only(@org.jspecify.annotations.Nullable List<String> addresses) {
    return addresses == null
        ? List.of()
        : addresses.stream().filter(a -> a.indexOf(':') < 0).toList();
  }

  private static List<String> externalIps(Service service) {
    LinkedHashSet<String> result =
        new LinkedHashSet<>(ipv4Only(service.getSpec().getExternalIPs()));
    if (service.getStatus() != null && service.getStatus().getLoadBalancer() != null) {
      for (LoadBalancerIngress ingress :
          orEmpty(service.getStatus().getLoadBalancer().getIngress())) {
        if (ingress.getIp() != null && !"Proxy".equals(ingress.getIpMode())) {
          result.addAll(ipv4Only(List.of(ingress.getIp())));
        }
      }
    }
    return List.copyOf(result);
  }

  private static int affinitySeconds(ServiceSpec spec) {
    final int threeHours = 10_800;
    if (!"ClientIP".equals(spec.getSessionAffinity())) {
      return 0;
    }
    return Optional.ofNullable(spec.getSessionAffinityConfig())
        .map(c -> c.getClientIP())
        .map(c -> c.getTimeoutSeconds())
        .orElse(threeHours);
  }

  private static List<Endpoint> endpoints(
      Collection<EndpointSlice> slices, String portName, String nodeName) {
    LinkedHashSet<Endpoint> ready = new LinkedHashSet<>();
    LinkedHashSet<Endpoint> terminating = new LinkedHashSet<>();
    for (EndpointSlice slice : slices) {
      Optional<Integer> port = port(slice, portName);
      if (port.isEmpty() || !"IPv4".equals(slice.getAddressType())) {
        continue;
      }
      for (io.fabric8.kubernetes.api.model.discovery.v1.Endpoint e :
          orEmpty(slice.getEndpoints())) {
        if (orEmpty(e.getAddresses()).isEmpty()) {
          continue;
        }
        Endpoint endpoint =
            new Endpoint(e.getAddresses().getFirst(), port.get(), nodeName.equals(e.getNodeName()));
        EndpointConditions conditions = e.getConditions();
        if (conditions == null || !Boolean.FALSE.equals(conditions.getReady())) {
          ready.add(endpoint);
        } else if (Boolean.TRUE.equals(conditions.getServing())
            && Boolean.TRUE.equals(conditions.getTerminating())) {
          terminating.add(endpoint);
        }
      }
    }
    return (ready.isEmpty() ? terminating : ready)
        .stream()
            .sorted(Comparator.comparing(Endpoint::address).thenComparing(Endpoint::port))
            .toList();
  }

  /** A list that the API wrote as null is read as null by the model classes. */
  private static <T> List<T> orEmpty(@org.jspecify.annotations.Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static Optional<Integer> port(EndpointSlice slice, String name) {
    return orEmpty(slice.getPorts()).stream()
        .filter(p -> name.equals(p.getName() == null ? "" : p.getName()))
        .map(EndpointPort::getPort)
        .filter(Objects::nonNull)
        .findFirst();
  }
}
