package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Adds up the weights of the neighbours that are wanted or unwanted, by topology. */
final class NeighbourRating implements Score.NodeRating {
  private final ClusterView cluster;
  private final Map<String, DomainSums> byTopology = new LinkedHashMap<>();
  private DomainSums[] sums = {};

  NeighbourRating(ClusterView cluster) {
    this.cluster = cluster;
  }

  void add(String topologyKey, int weight, ToIntFunction<NodeSlot> countOn) {
    byTopology
        .computeIfAbsent(topologyKey, key -> DomainSums.of(key, cluster))
        .add(cluster, countOn, weight);
    sums = byTopology.values().toArray(DomainSums[]::new);
  }

  /** Whether no neighbour was counted anywhere. */
  boolean empty() {
    for (DomainSums sum : sums) {
      if (sum.total() != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long rate(NodeSlot node) {
    long rating = 0;
    for (DomainSums sum : sums) {
      rating += sum.at(node);
    }
    return rating;
  }

  @Override
  public void normalise(long[] ratings) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (long rating : ratings) {
      least = Math.min(least, rating);
      most = Math.max(most, rating);
    }
    for (int i = 0; i < ratings.length; i++) {
      ratings[i] =
          most == least
              ? 0
              : (long) (Score.BEST * ((double) (ratings[i] - least) / (most - least)));
    }
  }
}
