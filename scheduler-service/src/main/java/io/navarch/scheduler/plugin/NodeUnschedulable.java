package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.Taint;

/** Keeps pods off cordoned nodes, unless they tolerate the taint that stands for the cordon. */
public final class NodeUnschedulable implements Filter {
  private static final Taint CORDON =
      new Taint("node.kubernetes.io/unschedulable", "", Taint.Effect.NO_SCHEDULE);
  private static final Fit REFUSAL = Fit.never("node(s) were unschedulable");

  @Override
  public String name() {
    return "NodeUnschedulable";
  }

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    if (TaintToleration.tolerated(pod.wishes().tolerations(), CORDON)) {
      return NOT_CONCERNED;
    }
    return new Each(node -> node.data().unschedulable() ? REFUSAL : Fit.FITS);
  }
}
