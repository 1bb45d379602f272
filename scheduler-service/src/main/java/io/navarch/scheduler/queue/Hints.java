package io.navarch.scheduler.queue;

import io.navarch.scheduler.cluster.Amounts;
import io.navarch.scheduler.cluster.NodeData;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.SpreadConstraint;
import io.navarch.scheduler.cluster.Taint;
import io.navarch.scheduler.queue.ClusterChange.NamespaceChanged;
import io.navarch.scheduler.queue.ClusterChange.NodeAppeared;
import io.navarch.scheduler.queue.ClusterChange.NodeChanged;
import io.navarch.scheduler.queue.ClusterChange.NodeGone;
import io.navarch.scheduler.queue.ClusterChange.PodChanged;
import io.navarch.scheduler.queue.ClusterChange.PodGone;
import io.navarch.scheduler.queue.ClusterChange.PodPlaced;
import io.navarch.scheduler.queue.ClusterChange.StorageChanged;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Whether a change may turn the refusal that a rule gave a waiting pod. In doubt it says yes: a
 * useless attempt costs little, a missed one leaves the pod waiting for minutes.
 */
final class Hints {
  private Hints() {}

  static boolean mayHelp(ClusterChange change, PodInfo pod, Set<String> plugins) {
    return plugins.isEmpty() || plugins.stream().anyMatch(plugin -> mayHelp(change, pod, plugin));
  }

  private static boolean mayHelp(ClusterChange change, PodInfo pod, String plugin) {
    return switch (plugin) {
      case "NodeResourcesFit" -> resources(change, pod);
      case "NodeAffinity" -> affinity(change, pod);
      case "TaintToleration" -> taints(change, pod);
      case "NodeUnschedulable" -> cordon(change);
      case "NodeName" ->
          change instanceof NodeAppeared(NodeData node) && node.name().equals(pod.nodeName());
      case "NodePorts" -> ports(change, pod);
      case "PodTopologySpread" -> spread(change, pod);
      case "InterPodAffinity" -> neighbours(change, pod);
      case "VolumeBinding", "VolumeZone" ->
          change instanceof StorageChanged || newOrRelabelled(change);
      case "VolumeRestrictions" -> change instanceof PodGone || change instanceof StorageChanged;
      case "NodeVolumeLimits" ->
          change instanceof PodGone
              || change instanceof StorageChanged
              || change instanceof NodeAppeared;
      default -> true;
    };
  }

  private static boolean resources(ClusterChange change, PodInfo pod) {
    return switch (change) {
      case PodGone _ -> true;
      case PodChanged(PodInfo before, PodInfo after) ->
          !Arrays.equals(before.requests(), after.requests());
      case NodeAppeared(NodeData node) -> hasRoom(node, pod);
      case NodeChanged(NodeData before, NodeData node) ->
          !(Arrays.equals(before.allocatable(), node.allocatable())
                  && before.podLimit() == node.podLimit())
              && hasRoom(node, pod);
      case NodeGone _, PodPlaced _, StorageChanged _, NamespaceChanged _ -> false;
    };
  }

  private static boolean hasRoom(NodeData node, PodInfo pod) {
    for (int i = 0; i < pod.requests().length; i++) {
      if (pod.requests()[i] > Amounts.at(node.allocatable(), i)) {
        return false;
      }
    }
    return node.podLimit() > 0;
  }

  private static boolean affinity(ClusterChange change, PodInfo pod) {
    return switch (change) {
      case NodeAppeared(NodeData node) -> pod.wishes().nodes().matches(node.name(), node.labels());
      case NodeChanged(NodeData before, NodeData node) ->
          !before.labels().equals(node.labels())
              && pod.wishes().nodes().matches(node.name(), node.labels());
      case NodeGone _, PodPlaced _, PodChanged _, PodGone _, StorageChanged _, NamespaceChanged _ ->
          false;
    };
  }

  private static boolean taints(ClusterChange change, PodInfo pod) {
    return switch (change) {
      case NodeAppeared(NodeData node) -> tolerates(pod, node.taints());
      case NodeChanged(NodeData before, NodeData node) ->
          !before.taints().equals(node.taints()) && tolerates(pod, node.taints());
      case NodeGone _, PodPlaced _, PodChanged _, PodGone _, StorageChanged _, NamespaceChanged _ ->
          false;
    };
  }

  private static boolean tolerates(PodInfo pod, List<Taint> taints) {
    return taints.stream()
        .filter(Taint::keepsOff)
        .allMatch(taint -> pod.wishes().tolerations().stream().anyMatch(t -> t.tolerates(taint)));
  }

  private static boolean cordon(ClusterChange change) {
    return switch (change) {
      case NodeAppeared(NodeData node) -> !node.unschedulable();
      case NodeChanged(NodeData before, NodeData node) ->
          before.unschedulable() && !node.unschedulable();
      case NodeGone _, PodPlaced _, PodChanged _, PodGone _, StorageChanged _, NamespaceChanged _ ->
          false;
    };
  }

  private static boolean ports(ClusterChange change, PodInfo pod) {
    return switch (change) {
      case NodeAppeared _ -> true;
      case PodGone(PodInfo gone) ->
          gone.wishes().hostPorts().stream()
              .anyMatch(freed -> pod.wishes().hostPorts().stream().anyMatch(freed::clashesWith));
      case NodeChanged _,
          NodeGone _,
          PodPlaced _,
          PodChanged _,
          StorageChanged _,
          NamespaceChanged _ ->
          false;
    };
  }

  private static boolean spread(ClusterChange change, PodInfo pod) {
    return switch (change) {
      case NodeAppeared _, NodeGone _ -> true;
      case NodeChanged _ -> newOrRelabelled(change) || taints(change, pod);
      case PodPlaced(PodInfo other) -> counts(other, pod);
      case PodGone(PodInfo other) -> counts(other, pod);
      case PodChanged(PodInfo before, PodInfo after) -> counts(before, pod) || counts(after, pod);
      case StorageChanged _, NamespaceChanged _ -> false;
    };
  }

  private static boolean counts(PodInfo other, PodInfo pod) {
    List<SpreadConstraint> constraints = pod.wishes().spreads();
    return constraints != null
        && other.namespace().equals(pod.namespace())
        && constraints.stream().anyMatch(c -> c.pods().matches(other.labels()));
  }

  private static boolean neighbours(ClusterChange change, PodInfo pod) {
    return switch (change) {
      case NodeAppeared _, NodeChanged _ -> newOrRelabelled(change);
      case PodPlaced _ -> !pod.wishes().near().isEmpty();
      case PodGone _ -> true;
      case PodChanged(PodInfo before, PodInfo after) -> !before.labels().equals(after.labels());
      case NamespaceChanged _ -> true;
      case NodeGone _, StorageChanged _ -> false;
    };
  }

  private static boolean newOrRelabelled(ClusterChange change) {
    return change instanceof NodeAppeared
        || (change instanceof NodeChanged(NodeData before, NodeData node)
            && !before.labels().equals(node.labels()));
  }
}
