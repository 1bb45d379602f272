package io.navarch.controller.tainteviction;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

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
        if (tolerates(toleration, taint)) {
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

  static boolean tolerates(Toleration toleration, Taint taint) {
    if (!empty(toleration.getEffect()) && !toleration.getEffect().equals(taint.getEffect())) {
      return false;
    }
    if (!empty(toleration.getKey()) && !toleration.getKey().equals(taint.getKey())) {
      return false;
    }
    return switch (Objects.requireNonNullElse(toleration.getOperator(), "Equal")) {
      case "Exists" -> true;
      case "Equal", "" ->
          !empty(toleration.getKey()) && text(toleration.getValue()).equals(text(taint.getValue()));
      default -> false;
    };
  }

  private static boolean empty(String text) {
    return text == null || text.isEmpty();
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
