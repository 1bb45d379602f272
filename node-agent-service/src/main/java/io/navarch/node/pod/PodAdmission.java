package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the node can run a pod that it has been given: the last word on what the scheduler looked
 * at before, since pods may be bound without it.
 */
final class PodAdmission {
  private static final String PODS = "pods";

  private PodAdmission() {}

  /** Why the pod is rejected, in the kubelet's words; null when it is not. */
  static @Nullable WaitingReason rejection(Pod pod, NodeRoom room) {
    WaitingReason tooMany = number(room);
    if (tooMany != null) {
      return tooMany;
    }
    for (Map.Entry<String, String> resource :
        List.of(Map.entry(NodeRoom.CPU, "OutOfcpu"), Map.entry(NodeRoom.MEMORY, "OutOfmemory"))) {
      BigDecimal wanted = PodDemand.requested(pod, resource.getKey());
      String shortage = wanted.signum() == 0 ? null : room.shortage(resource.getKey(), wanted);
      if (shortage != null) {
        return new WaitingReason(resource.getValue(), shortage);
      }
    }
    List<HostPort> wanted = hostPorts(pod);
    boolean conflict =
        room.others().stream()
            .flatMap(other -> hostPorts(other).stream())
            .anyMatch(taken -> wanted.stream().anyMatch(taken::collides));
    return conflict
        ? new WaitingReason(
            "NodePorts",
            "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod"
                + " ports")
        : null;
  }

  private static @Nullable WaitingReason number(NodeRoom room) {
    Quantity most = room.allocatable().get(PODS);
    int count = room.others().size();
    return most == null || count < most.getNumericalAmount().intValue()
        ? null
        : new WaitingReason(
            "OutOfpods",
            "Node didn't have enough resource: pods, requested: 1, used: %d, capacity: %d"
                .formatted(count, most.getNumericalAmount().intValue()));
  }

  private record HostPort(String address, String protocol, int port) {
    private static final String ANY = "0.0.0.0";

    static HostPort of(ContainerPort port) {
      String address =
          port.getHostIP() == null || port.getHostIP().isEmpty() ? ANY : port.getHostIP();
      String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
      return new HostPort(address, protocol, port.getHostPort());
    }

    boolean collides(HostPort other) {
      return port == other.port
          && protocol.equals(other.protocol)
          && (address.equals(other.address) || address.equals(ANY) || other.address.equals(ANY));
    }
  }

  private static List<HostPort> hostPorts(Pod pod) {
    List<HostPort> ports = new ArrayList<>();
    for (Container c : PodContainers.lasting(pod)) {
      for (ContainerPort port : c.getPorts()) {
        if (port.getHostPort() != null && port.getHostPort() > 0) {
          ports.add(HostPort.of(port));
        }
      }
    }
    return ports;
  }
}
