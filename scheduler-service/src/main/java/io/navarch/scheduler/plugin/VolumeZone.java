package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.StorageView.Claim;
import io.navarch.scheduler.cluster.StorageView.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Zone and region labels of the bound volumes must agree with those of the node. */
public final class VolumeZone implements Filter {
  private static final List<String> LABELS =
      List.of(
          "topology.kubernetes.io/zone",
          "topology.kubernetes.io/region",
          "failure-domain.beta.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region");
  private static final Fit REFUSAL = Fit.never("node(s) had no available volume zone");

  @Override
  public String name() {
    return "VolumeZone";
  }

  private record Wanted(String label, List<String> values) {}

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    List<Wanted> wanted = new ArrayList<>(0);
    for (String name : pod.volumes().claims()) {
      Claim claim = cluster.storage().claim(pod.namespace(), name);
      Volume volume = claim == null ? null : cluster.storage().volume(claim.volume());
      if (volume != null) {
        for (String label : LABELS) {
          String zones = volume.labels().get(label);
          if (zones != null) {
            wanted.add(new Wanted(label, Arrays.asList(zones.split("__", -1))));
          }
        }
      }
    }
    return wanted.isEmpty() ? NOT_CONCERNED : new Each(node -> test(wanted, node));
  }

  /** A node without any such label is taken to be a cluster without zones. */
  private static Fit test(List<Wanted> wanted, NodeSlot node) {
    if (LABELS.stream().noneMatch(label -> node.labels().has(label))) {
      return Fit.FITS;
    }
    for (Wanted each : wanted) {
      String zone = node.labels().get(each.label());
      if (zone == null || !each.values().contains(zone)) {
        return REFUSAL;
      }
    }
    return Fit.FITS;
  }
}
