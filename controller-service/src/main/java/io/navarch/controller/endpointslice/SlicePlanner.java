package io.navarch.controller.endpointslice;

import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.navarch.controller.endpointslice.ServiceEndpoints.OfferedPort;
import io.navarch.controller.pod.PodControl;
import io.navarch.controller.pod.PodFacts;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Spreads a Service's endpoints over slices of one address family and one set of ports each.
 *
 * <p>Endpoints stay in the slice they are in, so that a change of one pod rewrites one slice; new
 * ones fill the slices that change anyway, then those with room, then new slices.
 */
final class SlicePlanner {

  static final String SERVICE_NAME = "kubernetes.io/service-name";
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  static final String MANAGER = "endpointslice-controller.k8s.io";
  static final String HEADLESS = "service.kubernetes.io/headless";

  private final int maxPerSlice;

  SlicePlanner(int maxPerSlice) {
    this.maxPerSlice = maxPerSlice;
  }

  private record Group(String family, List<OfferedPort> ports) {}

  /** A slice as it was and as it shall be. */
  private record Draft(@Nullable EndpointSlice before, List<Endpoint> endpoints) {}

  /**
   * @param zones the zone of a node by its name; null when it has none
   */
  SlicePlan plan(
      Service service,
      List<Pod> pods,
      List<EndpointSlice> existing,
      Function<String, @Nullable String> zones) {
    Map<Group, Map<String, Endpoint>> wanted = wanted(service, pods, zones);
    Map<Group, List<EndpointSlice>> known = grouped(existing);
    List<EndpointSlice> create = new ArrayList<>();
    List<EndpointSlice> update = new ArrayList<>();
    List<EndpointSlice> delete = new ArrayList<>();
    for (String family : ServiceEndpoints.families(service)) {
      boolean none = wanted.keySet().stream().noneMatch(group -> group.family().equals(family));
      if (none) {
        wanted.put(new Group(family, List.of()), new LinkedHashMap<>());
      }
    }
    wanted.forEach(
        (group, endpoints) -> {
          List<EndpointSlice> slices = known.remove(group);
          fill(service, group, endpoints, slices == null ? List.of() : slices)
              .forEach(draft -> settle(service, group, draft, create, update, delete));
        });
    known.values().forEach(delete::addAll);
    return reusing(create, update, delete);
  }

  private static Map<Group, Map<String, Endpoint>> wanted(
      Service service, List<Pod> pods, Function<String, @Nullable String> zones) {
    Map<Group, Map<String, Endpoint>> wanted = new LinkedHashMap<>();
    for (Pod pod : pods) {
      if (!ServiceEndpoints.reachable(pod)) {
        continue;
      }
      List<OfferedPort> ports = ServiceEndpoints.ports(service, pod);
      for (String family : ServiceEndpoints.families(service)) {
        String address = ServiceEndpoints.address(pod, family);
        if (address != null) {
          wanted
              .computeIfAbsent(new Group(family, ports), group -> new LinkedHashMap<>())
              .put(
                  pod.getMetadata().getUid() + "/" + address,
                  endpoint(service, pod, address, zones));
        }
      }
    }
    return wanted;
  }

  private static Endpoint endpoint(
      Service service, Pod pod, String address, Function<String, @Nullable String> zones) {
    boolean terminating = PodFacts.terminating(pod);
    boolean serving = PodFacts.ready(pod);
    String node = PodFacts.nodeName(pod);
    return new EndpointBuilder()
        .withAddresses(address)
        .withNewConditions()
        .withReady(ServiceEndpoints.publishesNotReady(service) || (serving && !terminating))
        .withServing(serving)
        .withTerminating(terminating)
        .endConditions()
        .withHostname(ServiceEndpoints.hostname(service, pod))
        .withNodeName(node)
        .withZone(node == null ? null : zones.apply(node))
        .withTargetRef(
            new ObjectReferenceBuilder()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .build())
        .build();
  }

  private static Map<Group, List<EndpointSlice>> grouped(List<EndpointSlice> slices) {
    Map<Group, List<EndpointSlice>> grouped = new LinkedHashMap<>();
    for (EndpointSlice slice : slices) {
      List<OfferedPort> ports =
          (slice.getPorts() == null ? List.<EndpointPort>of() : slice.getPorts())
              .stream()
                  .map(
                      port ->
                          new OfferedPort(
                              port.getName() == null ? "" : port.getName(),
                              port.getProtocol() == null ? "TCP" : port.getProtocol(),
                              port.getPort() == null ? 0 : port.getPort(),
                              port.getAppProtocol()))
                  .toList();
      grouped
          .computeIfAbsent(new Group(slice.getAddressType(), ports), group -> new ArrayList<>())
          .add(slice);
    }
    return grouped;
  }

  private List<Draft> fill(
      Service service, Group group, Map<String, Endpoint> endpoints, List<EndpointSlice> slices) {
    Map<String, Endpoint> left = new LinkedHashMap<>(endpoints);
    List<Draft> drafts = new ArrayList<>();
    for (EndpointSlice slice : slices) {
      List<Endpoint> kept = new ArrayList<>();
      for (Endpoint endpoint : endpointsOf(slice)) {
        Endpoint stays = left.remove(key(endpoint));
        if (stays != null && kept.size() < maxPerSlice) {
          kept.add(stays);
        }
      }
      drafts.add(new Draft(slice, kept));
    }
    drafts.sort((one, other) -> Boolean.compare(changed(service, other), changed(service, one)));
    Iterator<Endpoint> rest = left.values().iterator();
    for (Draft draft : drafts) {
      while (rest.hasNext() && draft.endpoints().size() < maxPerSlice) {
        draft.endpoints().add(rest.next());
      }
    }
    while (rest.hasNext()) {
      List<Endpoint> batch = new ArrayList<>();
      while (rest.hasNext() && batch.size() < maxPerSlice) {
        batch.add(rest.next());
      }
      drafts.add(new Draft(null, batch));
    }
    if (endpoints.isEmpty() && drafts.isEmpty()) {
      drafts.add(new Draft(null, List.of()));
    }
    return drafts;
  }

  private static List<Endpoint> endpointsOf(EndpointSlice slice) {
    return slice.getEndpoints() == null ? List.of() : slice.getEndpoints();
  }

  private static String key(Endpoint endpoint) {
    String uid = endpoint.getTargetRef() == null ? "" : endpoint.getTargetRef().getUid();
    return uid
        + "/"
        + (endpoint.getAddresses().isEmpty() ? "" : endpoint.getAddresses().getFirst());
  }

  private static boolean changed(Service service, Draft draft) {
    EndpointSlice before = draft.before();
    return before == null
        || !endpointsOf(before).equals(draft.endpoints())
        || !labels(service).equals(before.getMetadata().getLabels());
  }

  private static void settle(
      Service service,
      Group group,
      Draft draft,
      List<EndpointSlice> create,
      List<EndpointSlice> update,
      List<EndpointSlice> delete) {
    EndpointSlice before = draft.before();
    if (before == null) {
      create.add(slice(service, group, draft.endpoints()));
    } else if (draft.endpoints().isEmpty() && !group.ports().isEmpty()) {
      delete.add(before);
    } else if (changed(service, draft)) {
      update.add(
          new EndpointSliceBuilder(before)
              .editMetadata()
              .withLabels(labels(service))
              .endMetadata()
              .withEndpoints(draft.endpoints())
              .build());
    }
  }

  /** A slice to be deleted becomes one to be created, where both are of one family. */
  private static SlicePlan reusing(
      List<EndpointSlice> create, List<EndpointSlice> update, List<EndpointSlice> delete) {
    Iterator<EndpointSlice> creations = create.iterator();
    while (creations.hasNext()) {
      EndpointSlice wanted = creations.next();
      EndpointSlice spare =
          delete.stream()
              .filter(each -> Objects.equals(each.getAddressType(), wanted.getAddressType()))
              .findFirst()
              .orElse(null);
      if (spare != null) {
        delete.remove(spare);
        creations.remove();
        update.add(
            new EndpointSliceBuilder(spare)
                .editMetadata()
                .withLabels(wanted.getMetadata().getLabels())
                .endMetadata()
                .withPorts(wanted.getPorts())
                .withEndpoints(wanted.getEndpoints())
                .build());
      }
    }
    return new SlicePlan(create, update, delete);
  }

  private static EndpointSlice slice(Service service, Group group, List<Endpoint> endpoints) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withGenerateName(service.getMetadata().getName() + "-")
        .withNamespace(service.getMetadata().getNamespace())
        .withLabels(labels(service))
        .withOwnerReferences(PodControl.controllerReference(service))
        .endMetadata()
        .withAddressType(group.family())
        .withPorts(group.ports().stream().map(SlicePlanner::port).toList())
        .withEndpoints(endpoints)
        .build();
  }

  private static EndpointPort port(OfferedPort port) {
    return new EndpointPortBuilder()
        .withName(port.name())
        .withProtocol(port.protocol())
        .withPort(port.port())
        .withAppProtocol(port.appProtocol())
        .build();
  }

  private static Map<String, String> labels(Service service) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (service.getMetadata().getLabels() != null) {
      labels.putAll(service.getMetadata().getLabels());
    }
    labels.remove(HEADLESS);
    if (ServiceEndpoints.headless(service)) {
      labels.put(HEADLESS, "");
    }
    labels.put(SERVICE_NAME, service.getMetadata().getName());
    labels.put(MANAGED_BY, MANAGER);
    return labels;
  }
}
