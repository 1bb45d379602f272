package io.navarch.scheduler.decide;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.plugin.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Rates the nodes that fit and picks the best; chance decides among equals. */
final class Rating {
  private static final int SHOWN = 3;

  private final Profile profile;
  private final RandomGenerator random;

  Rating(Profile profile, RandomGenerator random) {
    this.profile = profile;
    this.random = random;
  }

  Decision.Bound best(PodInfo pod, ClusterView cluster, List<NodeSlot> fitting, int tested) {
    if (fitting.size() == 1) {
      String only = fitting.getFirst().name();
      return new Decision.Bound(only, tested, 1, List.of(new Decision.Rated(only, 0, Map.of())));
    }
    long[] totals = new long[fitting.size()];
    Map<String, long[]> byPlugin = new LinkedHashMap<>();
    for (Score score : profile.scores()) {
      Score.NodeRating nodeRating = score.prepare(pod, cluster, fitting);
      if (nodeRating != null) {
        byPlugin.put(score.name(), rate(nodeRating, score.weight(), fitting, totals));
      }
    }
    List<Decision.Rated> best = new ArrayList<>(SHOWN);
    for (int position : best(totals)) {
      best.add(rated(fitting.get(position), position, totals, byPlugin));
    }
    return new Decision.Bound(best.getFirst().node(), tested, fitting.size(), best);
  }

  private static long[] rate(
      Score.NodeRating rating, int weight, List<NodeSlot> fitting, long[] totals) {
    long[] ratings = new long[totals.length];
    for (int i = 0; i < ratings.length; i++) {
      ratings[i] = rating.rate(fitting.get(i));
    }
    rating.normalise(ratings);
    for (int i = 0; i < ratings.length; i++) {
      ratings[i] *= weight;
      totals[i] += ratings[i];
    }
    return ratings;
  }

  /** The positions of the best totals: first one of the highest by chance, then the runners-up. */
  private List<Integer> best(long[] totals) {
    int chosen = 0;
    int equals = 0;
    for (int i = 0; i < totals.length; i++) {
      if (totals[i] > totals[chosen]) {
        chosen = i;
        equals = 1;
      } else if (totals[i] == totals[chosen] && random.nextInt(++equals) == 0) {
        chosen = i;
      }
    }
    List<Integer> positions = new ArrayList<>(SHOWN);
    positions.add(chosen);
    while (positions.size() < Math.min(SHOWN, totals.length)) {
      positions.add(nextBest(totals, positions));
    }
    return positions;
  }

  private static int nextBest(long[] totals, List<Integer> without) {
    int best = -1;
    for (int i = 0; i < totals.length; i++) {
      if ((best < 0 || totals[i] > totals[best]) && !without.contains(i)) {
        best = i;
      }
    }
    return best;
  }

  private static Decision.Rated rated(
      NodeSlot node, int position, long[] totals, Map<String, long[]> byPlugin) {
    Map<String, Long> shares = new LinkedHashMap<>();
    byPlugin.forEach((plugin, ratings) -> shares.put(plugin, ratings[position]));
    return new Decision.Rated(node.name(), totals[position], shares);
  }
}
