package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.ResourceNames;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests must fit into what is allocatable and not yet requested, and the node must have room for
 * one more pod. Scores the free share of cpu and memory after placement (LeastAllocated).
 */
public final class NodeResourcesFit implements Filter, Score {
  private final ResourceNames names;

  public NodeResourcesFit(ResourceNames names) {
    this.names = names;
  }

  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    long[] requests = pod.requests();
    return new Each(node -> fits(requests, node) ? Fit.FITS : refusal(requests, node));
  }

  private static boolean fits(long[] requests, NodeSlot node) {
    if (node.podCount() >= node.data().podLimit()) {
      return false;
    }
    for (int i = 0; i < requests.length; i++) {
      if (requests[i] > 0 && requests[i] > node.allocatable(i) - node.requested(i)) {
        return false;
      }
    }
    return true;
  }

  private Fit refusal(long[] requests, NodeSlot node) {
    List<String> reasons = new ArrayList<>(2);
    boolean helpable = true;
    if (node.podCount() >= node.data().podLimit()) {
      reasons.add("Too many pods");
    }
    for (int i = 0; i < requests.length; i++) {
      if (requests[i] > 0 && requests[i] > node.allocatable(i) - node.requested(i)) {
        reasons.add("Insufficient " + names.name(i));
        helpable &= requests[i] <= node.allocatable(i);
      }
    }
    return new Fit.DoesNotFit(reasons, helpable);
  }

  @Override
  public NodeRating prepare(PodInfo pod, ClusterView cluster, List<NodeSlot> fitting) {
    long cpu = pod.usual().cpu();
    long memory = pod.usual().memory();
    return node -> {
      long cpuAllocatable = node.allocatable(ResourceNames.CPU);
      long memoryAllocatable = node.allocatable(ResourceNames.MEMORY);
      int parts = (cpuAllocatable > 0 ? 1 : 0) + (memoryAllocatable > 0 ? 1 : 0);
      long sum =
          free(node.usualCpu() + cpu, cpuAllocatable)
              + free(node.usualMemory() + memory, memoryAllocatable);
      return parts == 0 ? 0 : sum / parts;
    };
  }

  /** The free share in hundredths. */
  private static long free(long requested, long allocatable) {
    return allocatable == 0 || requested > allocatable
        ? 0
        : (allocatable - requested) * BEST / allocatable;
  }
}
