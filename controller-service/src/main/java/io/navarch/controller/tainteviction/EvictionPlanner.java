package io.navarch.controller.tainteviction;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.navarch.controller.pod.Tolerations;
import java.time.Instant;
import java.util.List;

/** Compares the NoExecute taints of a node with what a pod tolerates, and for how long. */
final class EvictionPlanner {

  private EvictionPlanner() {}

  /**
   * @param since when the pod was first seen beside these taints
   */
  static EvictionPlan plan(
      List<Taint> taints, List<Toleration> tolerations, Instant since, Instant now) {
    List<Taint> evicting =
        taints.stream().filter(taint -> "NoExecute".equals(taint.getEffect())).toList();
    if (evicting.isEmpty()) {
      return new EvictionPlan.Stay();
    }
    long shortest = Long.MAX_VALUE;
    for (Taint taint : evicting) {
      boolean tolerated = false;
      for (Toleration toleration : tolerations) {
        if (Tolerations.tolerates(toleration, taint)) {
          tolerated = true;
          Long seconds = toleration.getTolerationSeconds();
          if (seconds != null) {
            shortest = Math.min(shortest, Math.max(0, seconds));
          }
        }
      }
      if (!tolerated) {
        return new EvictionPlan.Evict();
      }
    }
    if (shortest == Long.MAX_VALUE) {
      return new EvictionPlan.Stay();
    }
    Instant when = since.plusSeconds(shortest);
    return when.isAfter(now) ? new EvictionPlan.EvictAt(when) : new EvictionPlan.Evict();
  }
}
