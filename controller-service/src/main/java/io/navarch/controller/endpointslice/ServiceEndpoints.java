package io.navarch.controller.endpointslice;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.navarch.controller.pod.PodFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which pods a Service leads to, under which addresses, ports and conditions. */
final class ServiceEndpoints {

  /**
   * A port as pods offer it.
   *
   * @param name the service port's name, empty when it has none
   */
  record OfferedPort(String name, String protocol, int port, @Nullable String appProtocol) {}

  private ServiceEndpoints() {}

  /** Services whose endpoints are kept here: those with a selector that are no mere alias. */
  static boolean selectsPods(Service service) {
    return service.getSpec() != null
        && !"ExternalName".equals(service.getSpec().getType())
        && service.getSpec().getSelector() != null
        && !service.getSpec().getSelector().isEmpty();
  }

  static boolean headless(Service service) {
    return "None".equals(service.getSpec().getClusterIP());
  }

  static boolean publishesNotReady(Service service) {
    return Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
  }

  /** {@code IPv4} or {@code IPv6}, as the Service has addresses. */
  static List<String> families(Service service) {
    List<String> families = service.getSpec().getIpFamilies();
    if (families != null && !families.isEmpty()) {
      return families;
    }
    String clusterIp = service.getSpec().getClusterIP();
    return List.of(clusterIp != null && clusterIp.contains(":") ? "IPv6" : "IPv4");
  }

  /** A pod that has an address and has not come to its end. */
  static boolean reachable(Pod pod) {
    return !PodFacts.finished(pod) && address(pod, "IPv4") != null
        || !PodFacts.finished(pod) && address(pod, "IPv6") != null;
  }

  static @Nullable String address(Pod pod, String family) {
    if (pod.getStatus() == null) {
      return null;
    }
    for (PodIP each : pod.getStatus().getPodIPs()) {
      if (ofFamily(each.getIp(), family)) {
        return each.getIp();
      }
    }
    return ofFamily(pod.getStatus().getPodIP(), family) ? pod.getStatus().getPodIP() : null;
  }

  private static boolean ofFamily(@Nullable String address, String family) {
    return address != null && !address.isEmpty() && address.contains(":") == family.equals("IPv6");
  }

  /** The name under which a headless Service makes the pod known; null when it has none. */
  static @Nullable String hostname(Service service, Pod pod) {
    String hostname = pod.getSpec().getHostname();
    return hostname != null
            && !hostname.isEmpty()
            && service.getMetadata().getName().equals(pod.getSpec().getSubdomain())
        ? hostname
        : null;
  }

  /** The Service's ports as this pod offers them; a named port that it lacks is left out. */
  static List<OfferedPort> ports(Service service, Pod pod) {
    List<OfferedPort> ports = new ArrayList<>();
    for (ServicePort port : service.getSpec().getPorts()) {
      Integer number = number(port, pod);
      if (number != null) {
        ports.add(
            new OfferedPort(
                port.getName() == null ? "" : port.getName(),
                port.getProtocol() == null ? "TCP" : port.getProtocol(),
                number,
                port.getAppProtocol()));
      }
    }
    return ports;
  }

  private static @Nullable Integer number(ServicePort port, Pod pod) {
    IntOrString target = port.getTargetPort();
    if (target == null) {
      return port.getPort();
    }
    if (target.getIntVal() != null) {
      return target.getIntVal() == 0 ? port.getPort() : target.getIntVal();
    }
    if (target.getStrVal() == null || target.getStrVal().isEmpty()) {
      return port.getPort();
    }
    String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
    Stream<Container> sidecars =
        pod.getSpec().getInitContainers().stream()
            .filter(container -> "Always".equals(container.getRestartPolicy()));
    return Stream.concat(pod.getSpec().getContainers().stream(), sidecars)
        .flatMap(container -> container.getPorts().stream())
        .filter(offered -> target.getStrVal().equals(offered.getName()))
        .filter(
            offered ->
                protocol.equals(offered.getProtocol() == null ? "TCP" : offered.getProtocol()))
        .map(ContainerPort::getContainerPort)
        .findFirst()
        .orElse(null);
  }
}
