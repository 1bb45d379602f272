package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodCounter;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.SpreadConstraint;
import io.navarch.scheduler.cluster.Topology;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The domains of one spread constraint with the matching pods counted in each open one. */
final class SpreadDomains {
  private static final int CLOSED = -1;

  private final SpreadConstraint constraint;
  private final Topology topology;
  private final PodCounter matching;
  private final boolean countsNothing;
  private final int[] pods;
  private int open;

  private SpreadDomains(SpreadConstraint constraint, Topology topology, PodCounter matching) {
    this.constraint = constraint;
    this.topology = topology;
    this.matching = matching;
    // A selector without requirements counts no pod, unlike elsewhere.
    this.countsNothing = constraint.pods().empty();
    this.pods = new int[topology.size()];
    Arrays.fill(pods, CLOSED);
  }

  static SpreadDomains over(SpreadConstraint constraint, PodInfo pod, ClusterView cluster) {
    PodCounter.Clause clause = new PodCounter.Clause(Set.of(pod.namespace()), constraint.pods());
    return new SpreadDomains(
        constraint,
        cluster.topology(constraint.topologyKey()),
        cluster.count(new PodCounter.Question(List.of(clause), true)));
  }

  SpreadConstraint constraint() {
    return constraint;
  }

  boolean has(NodeSlot node) {
    return topology.domain(node) != Topology.NONE;
  }

  /** Whether the constraint's policies count this node. */
  boolean included(NodeSlot node, PodInfo pod) {
    return (!constraint.honourAffinity()
            || pod.wishes().nodes().any()
            || pod.wishes().nodes().matches(node.name(), node.labels()))
        && (!constraint.honourTaints()
            || !TaintToleration.repelled(node.data().taints(), pod.wishes().tolerations()));
  }

  /** Opens the node's domain and adds its pods, if the constraint's policies count the node. */
  void countIfIncluded(NodeSlot node, PodInfo pod) {
    if (included(node, pod)) {
      open(node);
      add(node);
    }
  }

  /** Makes the node's domain one that counts. */
  void open(NodeSlot node) {
    int domain = topology.domain(node);
    if (pods[domain] == CLOSED) {
      pods[domain] = 0;
      open++;
    }
  }

  /** Adds the node's matching pods to its domain, if that is open. */
  void add(NodeSlot node) {
    int domain = topology.domain(node);
    if (domain != Topology.NONE && pods[domain] != CLOSED) {
      pods[domain] += on(node);
    }
  }

  /** Matching pods on the node itself. */
  int on(NodeSlot node) {
    return countsNothing ? 0 : matching.on(node);
  }

  /** Matching pods in the node's domain. */
  int pods(NodeSlot node) {
    return Math.max(0, pods[topology.domain(node)]);
  }

  int openDomains() {
    return open;
  }

  /**
   * Pods in the emptiest open domain; 0 where there are fewer domains than the constraint wants.
   */
  int least() {
    if (open < constraint.minDomains()) {
      return 0;
    }
    int least = Integer.MAX_VALUE;
    for (int count : pods) {
      if (count != CLOSED) {
        least = Math.min(least, count);
      }
    }
    return least == Integer.MAX_VALUE ? 0 : least;
  }
}
