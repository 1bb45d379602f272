package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.Topology;
import java.util.List;
import java.util.function.ToIntFunction;

/** Numbers by node, added up over the domains of one topology. */
final class DomainSums {
  private final Topology topology;
  private final long[] sums;
  private long total;

  private DomainSums(Topology topology) {
    this.topology = topology;
    this.sums = new long[topology.size()];
  }

  static DomainSums of(String topologyKey, ClusterView cluster) {
    return new DomainSums(cluster.topology(topologyKey));
  }

  void add(ClusterView cluster, ToIntFunction<NodeSlot> countOn) {
    add(cluster, countOn, 1);
  }

  void add(ClusterView cluster, ToIntFunction<NodeSlot> countOn, int weight) {
    List<NodeSlot> nodes = cluster.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      int count = countOn.applyAsInt(nodes.get(i));
      if (count != 0) {
        int domain = topology.domain(nodes.get(i));
        if (domain != Topology.NONE) {
          sums[domain] += (long) count * weight;
          total += count;
        }
      }
    }
  }

  boolean has(NodeSlot node) {
    return topology.domain(node) != Topology.NONE;
  }

  /** The sum in the node's domain; 0 where the node has none. */
  long at(NodeSlot node) {
    int domain = topology.domain(node);
    return domain == Topology.NONE ? 0 : sums[domain];
  }

  /** What was counted in all domains together, without weights. */
  long total() {
    return total;
  }
}
