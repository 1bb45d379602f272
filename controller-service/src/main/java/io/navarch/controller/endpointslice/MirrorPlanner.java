package io.navarch.controller.endpointslice;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.navarch.controller.pod.PodControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Mirrors Endpoints that somebody made by hand, for a Service without a selector, as slices: one
 * for each address family and set of ports.
 */
final class MirrorPlanner {
  static final String MANAGER = "endpointslicemirroring-controller.k8s.io";

  private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
  private static final String TRIGGERED = "endpoints.kubernetes.io/last-change-trigger-time";
  private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /** Most addresses of one subset that are mirrored. */
  private static final int MOST = 1000;

  private MirrorPlanner() {}

  private record Group(String family, List<EndpointPort> ports) {}

  /**
   * @param endpoints null when there are none
   * @param existing slices that mirror them so far
   */
  static SlicePlan plan(
      @Nullable Service service, @Nullable Endpoints endpoints, List<EndpointSlice> existing) {
    if (service == null || endpoints == null || !mirrored(service, endpoints)) {
      return new SlicePlan(List.of(), List.of(), existing);
    }
    List<EndpointSlice> create = new ArrayList<>();
    List<EndpointSlice> update = new ArrayList<>();
    List<EndpointSlice> spare = new ArrayList<>(existing);
    wanted(endpoints)
        .forEach(
            (group, wanted) -> {
              EndpointSlice before = take(spare, group);
              EndpointSlice after = slice(endpoints, group, wanted, before);
              if (before == null) {
                create.add(after);
              } else if (differs(before, after)) {
                update.add(after);
              }
            });
    return new SlicePlan(create, update, spare);
  }

  private static boolean mirrored(Service service, Endpoints endpoints) {
    return !ServiceEndpoints.selectsPods(service)
        && endpoints.getMetadata().getDeletionTimestamp() == null
        && !"true".equals(texts(endpoints.getMetadata().getLabels()).get(SKIP))
        && !texts(endpoints.getMetadata().getAnnotations()).containsKey(LEADER);
  }

  private static Map<Group, List<Endpoint>> wanted(Endpoints endpoints) {
    Map<Group, List<Endpoint>> wanted = new LinkedHashMap<>();
    for (EndpointSubset subset : endpoints.getSubsets()) {
      List<EndpointPort> ports = subset.getPorts().stream().map(MirrorPlanner::port).toList();
      int room = MOST;
      for (EndpointAddress address : subset.getAddresses()) {
        room -= room > 0 && add(wanted, address, ports, true) ? 1 : 0;
      }
      for (EndpointAddress address : subset.getNotReadyAddresses()) {
        room -= room > 0 && add(wanted, address, ports, false) ? 1 : 0;
      }
    }
    return wanted;
  }

  private static boolean add(
      Map<Group, List<Endpoint>> wanted,
      EndpointAddress address,
      List<EndpointPort> ports,
      boolean ready) {
    Group group = new Group(address.getIp().contains(":") ? "IPv6" : "IPv4", ports);
    return wanted
        .computeIfAbsent(group, each -> new ArrayList<>())
        .add(
            new EndpointBuilder()
                .withAddresses(address.getIp())
                .withNewConditions()
                .withReady(ready)
                .endConditions()
                .withHostname(address.getHostname())
                .withNodeName(address.getNodeName())
                .withTargetRef(address.getTargetRef())
                .build());
  }

  private static EndpointPort port(io.fabric8.kubernetes.api.model.EndpointPort port) {
    return new EndpointPortBuilder()
        .withName(port.getName() == null ? "" : port.getName())
        .withPort(port.getPort())
        .withProtocol(port.getProtocol() == null ? "TCP" : port.getProtocol())
        .withAppProtocol(port.getAppProtocol())
        .build();
  }

  private static @Nullable EndpointSlice take(List<EndpointSlice> spare, Group group) {
    for (EndpointSlice slice : spare) {
      if (group.family().equals(slice.getAddressType()) && group.ports().equals(slice.getPorts())) {
        spare.remove(slice);
        return slice;
      }
    }
    return null;
  }

  private static EndpointSlice slice(
      Endpoints endpoints, Group group, List<Endpoint> wanted, @Nullable EndpointSlice before) {
    var meta = endpoints.getMetadata();
    Map<String, String> labels = texts(meta.getLabels());
    labels.put(SlicePlanner.SERVICE_NAME, meta.getName());
    labels.put(SlicePlanner.MANAGED_BY, MANAGER);
    Map<String, String> annotations = texts(meta.getAnnotations());
    annotations.keySet().removeAll(List.of(TRIGGERED, APPLIED));
    EndpointSliceBuilder slice =
        before == null
            ? new EndpointSliceBuilder()
                .withNewMetadata()
                .withGenerateName(meta.getName() + "-")
                .withNamespace(meta.getNamespace())
                .endMetadata()
            : new EndpointSliceBuilder(before);
    return slice
        .editMetadata()
        .withLabels(labels)
        .withAnnotations(annotations)
        .withOwnerReferences(PodControl.controllerReference(endpoints))
        .endMetadata()
        .withAddressType(group.family())
        .withPorts(group.ports())
        .withEndpoints(wanted)
        .build();
  }

  private static boolean differs(EndpointSlice before, EndpointSlice after) {
    return !Objects.equals(before.getEndpoints(), after.getEndpoints())
        || !texts(before.getMetadata().getLabels()).equals(after.getMetadata().getLabels())
        || !texts(before.getMetadata().getAnnotations())
            .equals(after.getMetadata().getAnnotations());
  }

  private static Map<String, String> texts(@Nullable Map<String, String> texts) {
    return texts == null ? new LinkedHashMap<>() : new LinkedHashMap<>(texts);
  }
}
