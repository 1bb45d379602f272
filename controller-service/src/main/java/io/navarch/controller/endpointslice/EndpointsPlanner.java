package io.navarch.controller.endpointslice;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.navarch.controller.endpointslice.ServiceEndpoints.OfferedPort;
import io.navarch.controller.pod.PodFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Endpoints of a Service: its pods' addresses grouped by the ports they offer. */
final class EndpointsPlanner {

  static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
  private static final String MANAGER = "endpoint-controller";
  private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
  private static final int MAX_ADDRESSES = 1000;

  private record Sides(List<EndpointAddress> ready, List<EndpointAddress> notReady) {}

  private EndpointsPlanner() {}

  /** The Endpoints to write; null when those that are there need no change. */
  static @Nullable Endpoints plan(Service service, List<Pod> pods, @Nullable Endpoints before) {
    List<EndpointSubset> subsets = new ArrayList<>();
    Map<List<OfferedPort>, Sides> byPorts = byPorts(service, pods);
    int total =
        byPorts.values().stream()
            .mapToInt(each -> each.ready().size() + each.notReady().size())
            .sum();
    byPorts.forEach((ports, sides) -> subsets.add(subset(ports, sides)));
    truncate(subsets, total);
    Map<String, String> labels = labels(service);
    Map<String, String> annotations = annotations(before, total);
    if (before != null
        && before.getSubsets().equals(subsets)
        && labels.equals(before.getMetadata().getLabels())
        && annotations.equals(
            before.getMetadata().getAnnotations() == null
                ? Map.of()
                : before.getMetadata().getAnnotations())) {
      return null;
    }
    EndpointsBuilder after = before == null ? new EndpointsBuilder() : new EndpointsBuilder(before);
    return after
        .editOrNewMetadata()
        .withName(service.getMetadata().getName())
        .withNamespace(service.getMetadata().getNamespace())
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .withSubsets(subsets)
        .build();
  }

  private static Map<List<OfferedPort>, Sides> byPorts(Service service, List<Pod> pods) {
    String family = ServiceEndpoints.families(service).getFirst();
    boolean publishNotReady = ServiceEndpoints.publishesNotReady(service);
    Map<List<OfferedPort>, Sides> byPorts = new LinkedHashMap<>();
    for (Pod pod :
        pods.stream().sorted(Comparator.comparing(each -> each.getMetadata().getName())).toList()) {
      String address = ServiceEndpoints.address(pod, family);
      if (address == null
          || PodFacts.finished(pod)
          || (PodFacts.terminating(pod) && !publishNotReady)) {
        continue;
      }
      List<OfferedPort> ports = ServiceEndpoints.ports(service, pod);
      boolean portless =
          ServiceEndpoints.headless(service) && service.getSpec().getPorts().isEmpty();
      if (ports.isEmpty() && !portless) {
        continue;
      }
      Sides sides =
          byPorts.computeIfAbsent(ports, each -> new Sides(new ArrayList<>(), new ArrayList<>()));
      boolean ready = publishNotReady || PodFacts.ready(pod);
      (ready ? sides.ready() : sides.notReady()).add(address(service, pod, address));
    }
    return byPorts;
  }

  private static EndpointAddress address(Service service, Pod pod, String address) {
    return new EndpointAddressBuilder()
        .withIp(address)
        .withHostname(ServiceEndpoints.hostname(service, pod))
        .withNodeName(PodFacts.nodeName(pod))
        .withTargetRef(
            new ObjectReferenceBuilder()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .build())
        .build();
  }

  private static EndpointSubset subset(List<OfferedPort> ports, Sides sides) {
    Comparator<EndpointAddress> byAddress = Comparator.comparing(EndpointAddress::getIp);
    return new EndpointSubsetBuilder()
        .withAddresses(sides.ready().stream().sorted(byAddress).toList())
        .withNotReadyAddresses(sides.notReady().stream().sorted(byAddress).toList())
        .withPorts(ports.stream().map(EndpointsPlanner::port).toList())
        .build();
  }

  private static EndpointPort port(OfferedPort port) {
    return new EndpointPortBuilder()
        .withName(port.name().isEmpty() ? null : port.name())
        .withProtocol(port.protocol())
        .withPort(port.port())
        .withAppProtocol(port.appProtocol())
        .build();
  }

  /** Ready addresses stay before those that are not ready. */
  private static void truncate(List<EndpointSubset> subsets, int total) {
    if (total <= MAX_ADDRESSES) {
      return;
    }
    int room = MAX_ADDRESSES;
    for (EndpointSubset subset : subsets) {
      List<EndpointAddress> kept = subset.getAddresses().stream().limit(room).toList();
      subset.setAddresses(new ArrayList<>(kept));
      room -= kept.size();
    }
    for (EndpointSubset subset : subsets) {
      List<EndpointAddress> kept = subset.getNotReadyAddresses().stream().limit(room).toList();
      subset.setNotReadyAddresses(new ArrayList<>(kept));
      room -= kept.size();
    }
  }

  private static Map<String, String> labels(Service service) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (service.getMetadata().getLabels() != null) {
      labels.putAll(service.getMetadata().getLabels());
    }
    labels.remove(SlicePlanner.HEADLESS);
    if (ServiceEndpoints.headless(service)) {
      labels.put(SlicePlanner.HEADLESS, "");
    }
    labels.put(MANAGED_BY, MANAGER);
    return labels;
  }

  private static Map<String, String> annotations(@Nullable Endpoints before, int total) {
    Map<String, String> annotations = new LinkedHashMap<>();
    if (before != null && before.getMetadata().getAnnotations() != null) {
      annotations.putAll(before.getMetadata().getAnnotations());
    }
    if (total > MAX_ADDRESSES) {
      annotations.put(OVER_CAPACITY, "truncated");
    } else {
      annotations.remove(OVER_CAPACITY);
    }
    return annotations;
  }
}
