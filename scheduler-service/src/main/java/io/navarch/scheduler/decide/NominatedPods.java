package io.navarch.scheduler.decide;

import io.navarch.scheduler.cluster.ClusterState;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node must also fit with the pods in place that were promised it and are at least as important,
 * since these may arrive first.
 */
final class NominatedPods {
  private NominatedPods() {}

  static FitReport.@Nullable Refusal refusalWithThem(
      Profile profile, PodInfo pod, NodeSlot node, ClusterState cluster) {
    List<PodInfo> rivals = rivals(pod, node, cluster);
    if (rivals.isEmpty()) {
      return null;
    }
    rivals.forEach(cluster::putPod);
    try {
      return PreparedFilters.of(profile, pod, cluster).test(node);
    } finally {
      rivals.forEach(rival -> cluster.removePod(rival.uid()));
    }
  }

  private static List<PodInfo> rivals(PodInfo pod, NodeSlot node, ClusterState cluster) {
    List<PodInfo> nominated = cluster.nominatedTo(node.name());
    if (nominated.isEmpty()) {
      return List.of();
    }
    List<PodInfo> rivals = new ArrayList<>();
    for (PodInfo other : nominated) {
      if (other.priority() >= pod.priority()
          && !other.uid().equals(pod.uid())
          && cluster.pod(other.uid()) == null) {
        rivals.add(other.on(node.name()));
      }
    }
    return rivals;
  }
}
