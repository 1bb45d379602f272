package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.navarch.node.cri.RuntimeFailure;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives containers that run the resources that their pod wants now, where the node has them. */
final class PodResizes {
  private final NodeServices services;

  PodResizes(NodeServices services) {
    this.services = services;
  }

  /**
   * How far the resize of a pod is.
   *
   * @param pending why it has not been granted; null when it has
   * @param underWay names of containers that run with other resources than they shall have
   * @param error what went wrong; null when nothing did
   */
  record Progress(@Nullable WaitingReason pending, Set<String> underWay, @Nullable String error) {
    static final Progress NONE = new Progress(null, Set.of(), null);
  }

  /** The pod with the resources that the node grants it: those wanted, else those it has. */
  Pod granted(PodWork work, Pod pod, ObservedPod observed, Collection<Pod> others) {
    Map<String, ResourceAmounts> byId = actuated(work, observed);
    work.actuated.keySet().retainAll(byId.keySet());
    Map<String, ResourceAmounts> byName = new HashMap<>();
    for (ObservedContainer c : observed.running()) {
      ResourceAmounts has = byId.get(c.id());
      if (has != null) {
        byName.put(c.name(), has);
      }
    }
    work.resizePending = null;
    if (PodContainers.lasting(pod).stream().allMatch(c -> settled(c, byName.get(c.getName())))) {
      work.resizeError = null;
      return pod;
    }
    Pod held = ResizePlanner.held(pod, byName);
    NodeRoom room = new NodeRoom(services.node().allocatable(), others);
    return switch (ResizePlanner.allocate(pod, held, room)) {
      case ResizePlanner.Allocation.Granted granted -> pod;
      case ResizePlanner.Allocation.Deferred deferred -> {
        work.resizePending = new WaitingReason("Deferred", deferred.message());
        yield held;
      }
      case ResizePlanner.Allocation.Infeasible infeasible -> {
        work.resizePending = new WaitingReason("Infeasible", infeasible.message());
        yield held;
      }
    };
  }

  Progress progress(PodWork work, Pod granted, ObservedPod observed) {
    Map<String, ResourceAmounts> byId = actuated(work, observed);
    Set<String> underWay = new HashSet<>();
    for (Container c : PodContainers.lasting(granted)) {
      ObservedContainer latest = observed.latest(c.getName());
      if (latest != null && latest.running() && !settled(c, byId.get(latest.id()))) {
        underWay.add(c.getName());
      }
    }
    return new Progress(work.resizePending, underWay, work.resizeError);
  }

  private static boolean settled(Container c, @Nullable ResourceAmounts has) {
    return has == null || has.equals(ResourceAmounts.of(c));
  }

  /** What running containers have, by their ids. */
  static Map<String, ResourceAmounts> actuated(PodWork work, ObservedPod observed) {
    Map<String, ResourceAmounts> amounts = new HashMap<>();
    for (ObservedContainer c : observed.running()) {
      ResourceAmounts known = work.actuated.get(c.id());
      ResourceAmounts has =
          known != null
              ? known
              : ResourceAmounts.parse(c.annotations().get(RuntimeLabels.RESOURCES));
      if (has != null) {
        amounts.put(c.id(), has);
      }
    }
    return amounts;
  }

  /** Returns false when the runtime refused. */
  boolean resize(PodWork work, Pod pod, ObservedContainer container) {
    Container c = PodContainers.find(pod, container.name());
    if (c == null) {
      return false;
    }
    try {
      services
          .runtime()
          .updateResources(container.id(), LinuxResources.of(pod, c, services.node().capacity()));
      work.actuated.put(container.id(), ResourceAmounts.of(c));
      work.resizeError = null;
      return true;
    } catch (RuntimeFailure e) {
      work.resizeError = String.valueOf(e.getMessage());
      return false;
    }
  }
}
