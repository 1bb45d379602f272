package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.navarch.scheduler.cluster.Amounts;
import io.navarch.scheduler.cluster.PodInfo.Usual;
import io.navarch.scheduler.cluster.ResourceNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pod takes of a node: the greater of its containers with their sidecars and of each init
 * container with the sidecars started before it; requests on the pod itself win where given; the
 * overhead of the runtime class comes on top.
 */
final class PodRequests {
  private static final long USUAL_CPU = 100;
  private static final long USUAL_MEMORY = 200L * 1024 * 1024;

  private final Quantities quantities;

  PodRequests(Quantities quantities) {
    this.quantities = quantities;
  }

  long[] of(Pod pod) {
    return sum(pod, false);
  }

  /** Cpu and memory with the usual amounts put in where a container asks for none. */
  Usual usual(Pod pod) {
    long[] sum = sum(pod, true);
    return new Usual(Amounts.at(sum, ResourceNames.CPU), Amounts.at(sum, ResourceNames.MEMORY));
  }

  private long[] sum(Pod pod, boolean usual) {
    PodSpec spec = pod.getSpec();
    Map<String, ContainerStatus> running = running(pod);
    long[] containers = Amounts.none();
    for (Container container : spec.getContainers()) {
      containers = Amounts.plus(containers, of(container, running, usual), 1);
    }
    long[] sidecars = Amounts.none();
    long[] init = Amounts.none();
    for (Container container : orEmpty(spec.getInitContainers())) {
      long[] request = of(container, running, usual);
      if ("Always".equals(container.getRestartPolicy())) {
        containers = Amounts.plus(containers, request, 1);
        sidecars = Amounts.plus(sidecars, request, 1);
        init = Amounts.max(init, sidecars);
      } else {
        init = Amounts.max(init, Amounts.plus(Amounts.max(sidecars, Amounts.none()), request, 1));
      }
    }
    long[] total = Amounts.max(containers, init);
    total = withPodLevel(total, spec.getResources());
    return Amounts.plus(total, quantities.amounts(spec.getOverhead()), 1);
  }

  private long[] of(Container container, Map<String, ContainerStatus> running, boolean usual) {
    ResourceRequirements resources = container.getResources();
    long[] request = quantities.amounts(resources == null ? null : resources.getRequests());
    ContainerStatus status = running.get(container.getName());
    if (status != null) {
      request = withStatus(request, status);
    }
    if (usual) {
      request = orUsual(request, resources, ResourceNames.CPU, "cpu", USUAL_CPU);
      request = orUsual(request, resources, ResourceNames.MEMORY, "memory", USUAL_MEMORY);
    }
    return request;
  }

  private static long[] orUsual(
      long[] request,
      @Nullable ResourceRequirements resources,
      int number,
      String name,
      long usual) {
    boolean given =
        resources != null
            && resources.getRequests() != null
            && resources.getRequests().containsKey(name);
    return given ? request : Amounts.plus(request, number, usual);
  }

  /** During a resize in place the node must hold the greater of wanted, allocated and actual. */
  private long[] withStatus(long[] request, ContainerStatus status) {
    long[] greater = Amounts.max(request, quantities.amounts(status.getAllocatedResources()));
    ResourceRequirements actual = status.getResources();
    return actual == null
        ? greater
        : Amounts.max(greater, quantities.amounts(actual.getRequests()));
  }

  private static Map<String, ContainerStatus> running(Pod pod) {
    Map<String, ContainerStatus> byName = new HashMap<>();
    if (pod.getStatus() != null && pod.getSpec().getNodeName() != null) {
      orEmpty(pod.getStatus().getContainerStatuses())
          .forEach(status -> byName.put(status.getName(), status));
      orEmpty(pod.getStatus().getInitContainerStatuses())
          .forEach(status -> byName.put(status.getName(), status));
    }
    return byName;
  }

  private long[] withPodLevel(long[] total, @Nullable ResourceRequirements resources) {
    if (resources == null || resources.getRequests() == null) {
      return total;
    }
    long[] result = total;
    for (Map.Entry<String, Quantity> each : resources.getRequests().entrySet()) {
      long[] one = quantities.amounts(Map.of(each.getKey(), each.getValue()));
      int number = one.length - 1;
      if (number >= 0) {
        result = Amounts.plus(result, number, one[number] - Amounts.at(result, number));
      }
    }
    return result;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
