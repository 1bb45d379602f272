package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule that says which of the nodes that fit are better. */
public interface Score {
  /** The best score that a rule gives, before its weight. */
  long BEST = 100;

  /** The plugin's name, as upstream writes it. */
  String name();

  /** How much its scores count. */
  int weight();

  /** Looks at the pod and at the nodes that fit; null where the rule does not concern the pod. */
  @Nullable NodeRating prepare(PodInfo pod, ClusterView cluster, List<NodeSlot> fitting);

  /** Rates nodes for the prepared pod. */
  interface NodeRating {
    long rate(NodeSlot node);

    /** Brings the ratings of all fitting nodes, in their order, into 0 to {@link #BEST}. */
    default void normalise(long[] ratings) {}
  }
}
