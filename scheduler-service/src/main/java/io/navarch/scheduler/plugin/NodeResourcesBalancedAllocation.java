package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.Amounts;
import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.ResourceNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prefers nodes on which the pod brings the used shares of cpu and memory closer together. */
public final class NodeResourcesBalancedAllocation implements Score {
  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public @Nullable NodeRating prepare(PodInfo pod, ClusterView cluster, List<NodeSlot> fitting) {
    long cpu = Amounts.at(pod.requests(), ResourceNames.CPU);
    long memory = Amounts.at(pod.requests(), ResourceNames.MEMORY);
    if (cpu == 0 && memory == 0) {
      return null;
    }
    return node -> {
      long with = balance(node, cpu, memory);
      long without = balance(node, 0, 0);
      return BEST / 2 + (BEST / 2 + with - without) / 2;
    };
  }

  /** 100 for equal shares; the standard deviation of both shares takes it down. */
  private static long balance(NodeSlot node, long moreCpu, long moreMemory) {
    long cpu = node.allocatable(ResourceNames.CPU);
    long memory = node.allocatable(ResourceNames.MEMORY);
    if (cpu == 0 || memory == 0) {
      return BEST;
    }
    double cpuShare = Math.min(1, (double) (node.requested(ResourceNames.CPU) + moreCpu) / cpu);
    double memoryShare =
        Math.min(1, (double) (node.requested(ResourceNames.MEMORY) + moreMemory) / memory);
    return (long) ((1 - Math.abs((cpuShare - memoryShare) / 2)) * BEST);
  }
}
