package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.SpreadConstraint;
import java.util.ArrayList;
import java.util.List;

/**
 * Rates nodes by the matching pods in their domains, fewer being better. Every constraint counts by
 * the logarithm of its number of domains, so that small topologies are not drowned by large ones.
 */
final class SpreadRating implements Score.NodeRating {
  private static final long IGNORED = -1;

  private final List<SpreadDomains> domains;
  private final double[] weights;
  private final boolean allLabelsNeeded;

  private SpreadRating(List<SpreadDomains> domains, double[] weights, boolean allLabelsNeeded) {
    this.domains = domains;
    this.weights = weights;
    this.allLabelsNeeded = allLabelsNeeded;
  }

  static SpreadRating over(
      List<SpreadConstraint> constraints,
      boolean byDefault,
      PodInfo pod,
      ClusterView cluster,
      List<NodeSlot> fitting) {
    List<SpreadDomains> domains = new ArrayList<>(constraints.size());
    for (SpreadConstraint constraint : constraints) {
      domains.add(SpreadDomains.over(constraint, pod, cluster));
    }
    SpreadRating rating = new SpreadRating(domains, new double[domains.size()], !byDefault);
    int counted = rating.openDomainsOf(fitting);
    rating.countPods(pod, cluster);
    for (int i = 0; i < rating.weights.length; i++) {
      int size = rating.byHost(i) ? counted : domains.get(i).openDomains();
      rating.weights[i] = Math.log(size + 2.0);
    }
    return rating;
  }

  private int openDomainsOf(List<NodeSlot> fitting) {
    int counted = 0;
    for (NodeSlot node : fitting) {
      if (!ignored(node)) {
        counted++;
        for (int i = 0; i < domains.size(); i++) {
          if (!byHost(i) && domains.get(i).has(node)) {
            domains.get(i).open(node);
          }
        }
      }
    }
    return counted;
  }

  private void countPods(PodInfo pod, ClusterView cluster) {
    for (int i = 0; i < domains.size(); i++) {
      SpreadDomains of = domains.get(i);
      if (!byHost(i) && of.openDomains() > 0) {
        for (NodeSlot node : cluster.nodes()) {
          if (!ignored(node) && of.included(node, pod)) {
            of.add(node);
          }
        }
      }
    }
  }

  private boolean byHost(int constraint) {
    return domains.get(constraint).constraint().topologyKey().equals(PodTopologySpread.HOST);
  }

  private boolean ignored(NodeSlot node) {
    if (allLabelsNeeded) {
      for (int i = 0; i < domains.size(); i++) {
        if (!domains.get(i).has(node)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public long rate(NodeSlot node) {
    if (ignored(node)) {
      return IGNORED;
    }
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      SpreadDomains of = domains.get(i);
      if (of.has(node)) {
        int pods = byHost(i) ? of.on(node) : of.pods(node);
        sum += pods * weights[i] + (of.constraint().maxSkew() - 1);
      }
    }
    return Math.round(sum);
  }

  @Override
  public void normalise(long[] ratings) {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (long rating : ratings) {
      if (rating != IGNORED) {
        least = Math.min(least, rating);
        most = Math.max(most, rating);
      }
    }
    for (int i = 0; i < ratings.length; i++) {
      if (ratings[i] == IGNORED) {
        ratings[i] = 0;
      } else {
        ratings[i] = most == 0 ? Score.BEST : Score.BEST * (most + least - ratings[i]) / most;
      }
    }
  }
}
