package io.navarch.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Spreads a change of a Deployment's size in the middle of a rollout over its ReplicaSets in
 * proportion to their sizes, so that scaling does not hasten the rollout.
 */
final class ProportionalScaling {

  private ProportionalScaling() {}

  static void apply(Rollout rollout) {
    List<ReplicaSet> sets = new ArrayList<>(rollout.active());
    RolloutLimits limits = rollout.limits;
    int allowed = limits.desired() > 0 ? limits.maxTotal() : 0;
    int toAdd = allowed - Rollout.sizeOf(sets);
    Comparator<ReplicaSet> bySize = Comparator.comparing(Rollout::size, Comparator.reverseOrder());
    if (toAdd > 0) {
      sets.sort(bySize.thenComparing(Rollout.OLDEST_FIRST.reversed()));
    } else if (toAdd < 0) {
      sets.sort(bySize.thenComparing(Rollout.OLDEST_FIRST));
    }
    sizes(rollout, sets, toAdd).forEach((set, size) -> rollout.scale(set, size, true));
  }

  private static Map<ReplicaSet, Integer> sizes(Rollout rollout, List<ReplicaSet> sets, int toAdd) {
    Map<ReplicaSet, Integer> sizes = new LinkedHashMap<>();
    int added = 0;
    for (ReplicaSet set : sets) {
      int share = toAdd == 0 ? 0 : share(rollout, set, toAdd, added);
      sizes.put(set, Rollout.size(set) + share);
      added += share;
    }
    if (toAdd != 0 && !sets.isEmpty()) {
      int leftover = toAdd - added;
      sizes.computeIfPresent(sets.getFirst(), (set, size) -> Math.max(0, size + leftover));
    }
    return sizes;
  }

  private static int share(Rollout rollout, ReplicaSet set, int toAdd, int added) {
    if (Rollout.size(set) == 0 || toAdd == added) {
      return 0;
    }
    int fraction = fraction(rollout, set);
    int allowed = toAdd - added;
    return toAdd > 0 ? Math.min(fraction, allowed) : Math.max(fraction, allowed);
  }

  private static int fraction(Rollout rollout, ReplicaSet set) {
    int size = Rollout.size(set);
    if (rollout.limits.desired() == 0) {
      return -size;
    }
    Integer maxBefore = Revisions.count(set, Revisions.MAX);
    int whole =
        maxBefore != null && maxBefore != 0
            ? maxBefore
            : rollout.deployment.getStatus() == null
                ? 0
                : Rollout.count(rollout.deployment.getStatus().getReplicas());
    if (whole == 0) {
      return 0;
    }
    double scaled = (double) ((long) size * rollout.limits.maxTotal()) / whole;
    return (int) Math.round(scaled) - size;
  }
}
