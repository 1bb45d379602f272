package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.Pod;
import io.navarch.controller.pod.PodFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which pods go first when there are too many: unassigned, pending, not ready, of lower deletion
 * cost, on a node with more of their siblings, ready for a shorter time, restarted more often,
 * younger.
 *
 * <p>Ages are compared by their order of magnitude only, so that pods of about the same age go in
 * no particular order (of their uids).
 */
public final class DeletionRank {

  static final String COST_ANNOTATION = "controller.kubernetes.io/pod-deletion-cost";

  private DeletionRank() {}

  /**
   * The pods, the first to go first.
   *
   * @param related pods of all ReplicaSets of the same owner
   */
  public static List<Pod> order(List<Pod> pods, List<Pod> related, Instant now) {
    Map<String, Integer> perNode = new HashMap<>();
    for (Pod pod : related) {
      String node = PodFacts.nodeName(pod);
      if (PodFacts.active(pod) && node != null) {
        perNode.merge(node, 1, Integer::sum);
      }
    }
    List<Pod> ordered = new ArrayList<>(pods);
    ordered.sort(
        Comparator.comparing(PodFacts::scheduled)
            .thenComparing(DeletionRank::phaseRank)
            .thenComparing(PodFacts::ready)
            .thenComparing(DeletionRank::cost)
            .thenComparing(
                pod -> perNode.getOrDefault(String.valueOf(PodFacts.nodeName(pod)), 0),
                Comparator.reverseOrder())
            .thenComparing(pod -> magnitude(PodFacts.readySince(pod), now))
            .thenComparing(PodFacts::restarts, Comparator.reverseOrder())
            .thenComparing(
                pod -> magnitude(PodFacts.time(pod.getMetadata().getCreationTimestamp()), now))
            .thenComparing(pod -> String.valueOf(pod.getMetadata().getUid())));
    return ordered;
  }

  private static int phaseRank(Pod pod) {
    return switch (PodFacts.phase(pod)) {
      case "Pending" -> 0;
      case "Unknown" -> 1;
      default -> 2;
    };
  }

  private static int cost(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String cost = annotations == null ? null : annotations.get(COST_ANNOTATION);
    try {
      return cost == null ? 0 : Integer.parseInt(cost);
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }

  /** 0 for the absent, then the number of binary digits of the age in seconds. */
  private static int magnitude(@org.jspecify.annotations.Nullable Instant since, Instant now) {
    if (since == null) {
      return 0;
    }
    long seconds = Math.max(0, Duration.between(since, now).toSeconds());
    return 1 + (64 - Long.numberOfLeadingZeros(seconds));
  }
}
