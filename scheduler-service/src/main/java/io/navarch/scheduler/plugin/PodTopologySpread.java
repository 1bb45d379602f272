package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.LabelQuery;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.SpreadConstraint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spreads matching pods over topology domains. Hard constraints filter by the skew against the
 * emptiest domain; soft ones score. Pods without constraints of their own are spread by host (skew
 * 3) and zone (skew 5) among the pods of their services and controller.
 */
public final class PodTopologySpread implements Filter, Score {
  static final String HOST = "kubernetes.io/hostname";
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final Fit SKEWED = Fit.no("node(s) didn't match pod topology spread constraints");
  private static final Fit WITHOUT_LABEL =
      Fit.never("node(s) didn't match pod topology spread constraints (missing required label)");

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    List<SpreadConstraint> hard = own(pod, true);
    if (hard.isEmpty()) {
      return NOT_CONCERNED;
    }
    List<SpreadDomains> domains = new ArrayList<>(hard.size());
    for (SpreadConstraint constraint : hard) {
      domains.add(SpreadDomains.over(constraint, pod, cluster));
    }
    countOnNodesWithAllLabels(domains, pod, cluster);
    int[] room = new int[domains.size()];
    for (int i = 0; i < room.length; i++) {
      SpreadConstraint constraint = hard.get(i);
      int self = constraint.pods().matches(pod.labels()) ? 1 : 0;
      room[i] = constraint.maxSkew() + domains.get(i).least() - self;
    }
    return new Each(node -> test(domains, room, node));
  }

  private static Fit test(List<SpreadDomains> domains, int[] room, NodeSlot node) {
    for (int i = 0; i < room.length; i++) {
      SpreadDomains of = domains.get(i);
      if (!of.has(node)) {
        return WITHOUT_LABEL;
      }
      if (of.pods(node) > room[i]) {
        return SKEWED;
      }
    }
    return Fit.FITS;
  }

  private static void countOnNodesWithAllLabels(
      List<SpreadDomains> domains, PodInfo pod, ClusterView cluster) {
    List<NodeSlot> nodes = cluster.nodes();
    for (int n = 0; n < nodes.size(); n++) {
      NodeSlot node = nodes.get(n);
      if (hasAll(domains, node)) {
        for (int i = 0; i < domains.size(); i++) {
          domains.get(i).countIfIncluded(node, pod);
        }
      }
    }
  }

  private static boolean hasAll(List<SpreadDomains> domains, NodeSlot node) {
    for (int i = 0; i < domains.size(); i++) {
      if (!domains.get(i).has(node)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public @Nullable NodeRating prepare(PodInfo pod, ClusterView cluster, List<NodeSlot> fitting) {
    boolean byDefault = pod.wishes().spreads() == null;
    List<SpreadConstraint> soft = byDefault ? defaults(pod, cluster) : own(pod, false);
    return soft.isEmpty() ? null : SpreadRating.over(soft, byDefault, pod, cluster, fitting);
  }

  private static List<SpreadConstraint> own(PodInfo pod, boolean hard) {
    List<SpreadConstraint> all = pod.wishes().spreads();
    return all == null ? List.of() : all.stream().filter(c -> c.hard() == hard).toList();
  }

  private static List<SpreadConstraint> defaults(PodInfo pod, ClusterView cluster) {
    LabelQuery siblings = cluster.siblings(pod);
    if (siblings.empty()) {
      return List.of();
    }
    return List.of(
        new SpreadConstraint(3, HOST, false, siblings, 1, true, false),
        new SpreadConstraint(5, ZONE, false, siblings, 1, true, false));
  }
}
