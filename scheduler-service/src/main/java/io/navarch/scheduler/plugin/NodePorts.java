package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.HostPort;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import java.util.List;

/** Host ports of the pod must be free on the node. */
public final class NodePorts implements Filter {
  private static final Fit REFUSAL =
      Fit.no("node(s) didn't have free ports for the requested pod ports");

  @Override
  public String name() {
    return "NodePorts";
  }

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    List<HostPort> wanted = pod.wishes().hostPorts();
    if (wanted.isEmpty()) {
      return NOT_CONCERNED;
    }
    return new Each(node -> node.portsTaken() && clash(wanted, node) ? REFUSAL : Fit.FITS);
  }

  private static boolean clash(List<HostPort> wanted, NodeSlot node) {
    for (PodInfo other : node.pods()) {
      for (HostPort taken : other.wishes().hostPorts()) {
        for (HostPort port : wanted) {
          if (port.clashesWith(taken)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
