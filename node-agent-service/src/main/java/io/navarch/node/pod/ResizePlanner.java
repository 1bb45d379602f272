package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerResizePolicy;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Decides whether a node grants new resources to a pod that runs on it (the {@code resize}
 * subresource), and how a container gets them.
 */
final class ResizePlanner {
  private static final List<String> RESOURCES = List.of(NodeRoom.CPU, NodeRoom.MEMORY);

  private ResizePlanner() {}

  /** What becomes of the wish. */
  sealed interface Allocation {
    record Granted() implements Allocation {}

    /** Other pods hold what is missing; the wish is looked at again. */
    record Deferred(String message) implements Allocation {}

    /** The node is too small. */
    record Infeasible(String message) implements Allocation {}
  }

  /**
   * @param pod as it is wanted
   * @param held the same pod with the resources that it has
   */
  static Allocation allocate(Pod pod, Pod held, NodeRoom room) {
    for (String resource : RESOURCES) {
      BigDecimal wanted = PodDemand.requested(pod, resource);
      if (wanted.compareTo(PodDemand.requested(held, resource)) <= 0) {
        continue;
      }
      String tooSmall = room.tooSmall(resource, wanted);
      if (tooSmall != null) {
        return new Allocation.Infeasible(tooSmall);
      }
      String shortage = room.shortage(resource, wanted);
      if (shortage != null) {
        return new Allocation.Deferred(shortage);
      }
    }
    return new Allocation.Granted();
  }

  /** The pod with the resources that its containers have, by their names. */
  static Pod held(Pod pod, Map<String, ResourceAmounts> amounts) {
    Pod held = new PodBuilder(pod).build();
    for (List<Container> list :
        List.of(held.getSpec().getInitContainers(), held.getSpec().getContainers())) {
      for (Container c : list) {
        ResourceAmounts has = amounts.get(c.getName());
        if (has != null && !has.equals(ResourceAmounts.of(c))) {
          c.setResources(has.in(c.getResources()));
        }
      }
    }
    return held;
  }

  /** Must the container be started anew to get other amounts? */
  static boolean restarts(Container c, ResourceAmounts has) {
    ResourceAmounts wanted = ResourceAmounts.of(c);
    for (ContainerResizePolicy policy : c.getResizePolicy()) {
      boolean same =
          "cpu".equals(policy.getResourceName()) ? has.sameCpu(wanted) : has.sameMemory(wanted);
      if (!same && "RestartContainer".equals(policy.getRestartPolicy())) {
        return true;
      }
    }
    return false;
  }
}
