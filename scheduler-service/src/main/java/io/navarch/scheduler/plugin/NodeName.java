package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.PodInfo;

/** A pod that names its node goes nowhere else. */
public final class NodeName implements Filter {
  private static final Fit REFUSAL = Fit.never("node(s) didn't match the requested node name");

  @Override
  public String name() {
    return "NodeName";
  }

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    if (pod.nodeName().isEmpty()) {
      return NOT_CONCERNED;
    }
    return new Each(node -> node.name().equals(pod.nodeName()) ? Fit.FITS : REFUSAL);
  }
}
