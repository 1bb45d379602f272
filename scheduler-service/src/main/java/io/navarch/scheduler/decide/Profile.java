package io.navarch.scheduler.decide;

import io.navarch.scheduler.cluster.ResourceNames;
import io.navarch.scheduler.plugin.Filter;
import io.navarch.scheduler.plugin.ImageLocality;
import io.navarch.scheduler.plugin.InterPodAffinity;
import io.navarch.scheduler.plugin.NodeAffinity;
import io.navarch.scheduler.plugin.NodeName;
import io.navarch.scheduler.plugin.NodePorts;
import io.navarch.scheduler.plugin.NodeResourcesBalancedAllocation;
import io.navarch.scheduler.plugin.NodeResourcesFit;
import io.navarch.scheduler.plugin.NodeUnschedulable;
import io.navarch.scheduler.plugin.NodeVolumeLimits;
import io.navarch.scheduler.plugin.PodTopologySpread;
import io.navarch.scheduler.plugin.Score;
import io.navarch.scheduler.plugin.TaintToleration;
import io.navarch.scheduler.plugin.VolumeBinding;
import io.navarch.scheduler.plugin.VolumeRestrictions;
import io.navarch.scheduler.plugin.VolumeZone;
import java.util.List;

/**
 * The rules under which pods of one scheduler name are placed, in the order in which they are
 * asked.
 *
 * @param percentageOfNodesToScore how many of the nodes to find fitting before scoring, in percent;
 *     0 lets it follow the size of the cluster
 */
public record Profile(
    String schedulerName, List<Filter> filters, List<Score> scores, int percentageOfNodesToScore) {
  private static final int ALWAYS_ENOUGH = 100;
  private static final int LEAST_PERCENTAGE = 5;

  public Profile {
    filters = List.copyOf(filters);
    scores = List.copyOf(scores);
    if (percentageOfNodesToScore < 0 || percentageOfNodesToScore > 100) {
      throw new IllegalArgumentException(
          "percentageOfNodesToScore must be 0 to 100, not " + percentageOfNodesToScore);
    }
  }

  /** The rules and weights of the upstream scheduler's default profile. */
  public static Profile standard(
      String schedulerName, ResourceNames resources, int percentageOfNodesToScore) {
    TaintToleration taints = new TaintToleration();
    NodeAffinity affinity = new NodeAffinity();
    NodeResourcesFit fit = new NodeResourcesFit(resources);
    PodTopologySpread spread = new PodTopologySpread();
    InterPodAffinity neighbours = new InterPodAffinity();
    return new Profile(
        schedulerName,
        List.of(
            new NodeUnschedulable(),
            new NodeName(),
            taints,
            affinity,
            new NodePorts(),
            fit,
            new VolumeRestrictions(),
            new NodeVolumeLimits(),
            new VolumeBinding(),
            new VolumeZone(),
            spread,
            neighbours),
        List.of(
            taints,
            affinity,
            fit,
            spread,
            neighbours,
            new NodeResourcesBalancedAllocation(),
            new ImageLocality()),
        percentageOfNodesToScore);
  }

  /** How many fitting nodes are enough among this many. */
  int enough(int nodes) {
    if (nodes < ALWAYS_ENOUGH) {
      return nodes;
    }
    int percentage =
        percentageOfNodesToScore > 0
            ? percentageOfNodesToScore
            : Math.max(LEAST_PERCENTAGE, 50 - nodes / 125);
    return Math.max(ALWAYS_ENOUGH, nodes * percentage / 100);
  }
}
