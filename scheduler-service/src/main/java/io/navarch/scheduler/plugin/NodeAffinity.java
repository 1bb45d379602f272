package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeRule;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Node selector and node affinity: required terms filter, preferred terms score by their weight.
 */
public final class NodeAffinity implements Filter, Score {
  private static final Fit REFUSAL = Fit.never("node(s) didn't match Pod's node affinity/selector");

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    NodeRule rule = pod.wishes().nodes();
    if (rule.any()) {
      return NOT_CONCERNED;
    }
    NodeTest test = node -> rule.matches(node.name(), node.labels()) ? Fit.FITS : REFUSAL;
    Set<String> only = rule.onlyNodes();
    if (only == null) {
      return new Each(test);
    }
    return only.isEmpty()
        ? new Refused("pod affinity terms conflict", false)
        : new Only(only, test);
  }

  @Override
  public @Nullable NodeRating prepare(PodInfo pod, ClusterView cluster, List<NodeSlot> fitting) {
    List<NodeRule.Preferred> preferred = pod.wishes().preferredNodes();
    if (preferred.isEmpty()) {
      return null;
    }
    return new NodeRating() {
      @Override
      public long rate(NodeSlot node) {
        long sum = 0;
        for (NodeRule.Preferred wish : preferred) {
          sum += wish.term().matches(node.name(), node.labels()) ? wish.weight() : 0;
        }
        return sum;
      }

      @Override
      public void normalise(long[] ratings) {
        Normal.scale(ratings, false);
      }
    };
  }
}
