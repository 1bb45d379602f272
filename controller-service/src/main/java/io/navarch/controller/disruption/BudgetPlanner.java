package io.navarch.controller.disruption;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import io.navarch.controller.pod.Amounts;
import io.navarch.controller.pod.PodFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calculates the status of a disruption budget. Pure. */
final class BudgetPlanner {
  /** How long an eviction may take until its pod is seen going. */
  static final Duration EVICTION_TIMEOUT = Duration.ofMinutes(2);

  private BudgetPlanner() {}

  /** Whether the number of pods that ought to be there counts, not that of those that are. */
  static boolean needsScale(PodDisruptionBudget budget) {
    IntOrString least = budget.getSpec().getMinAvailable();
    return budget.getSpec().getMaxUnavailable() != null
        || (least != null && least.getStrVal() != null);
  }

  /**
   * @param scale how many pods their controllers want; not asked unless {@link #needsScale}
   */
  static PodDisruptionBudgetStatus status(
      PodDisruptionBudget budget, List<Pod> pods, int scale, Instant now) {
    int expected = needsScale(budget) ? scale : pods.size();
    int desired = desired(budget, expected);
    Map<String, String> disrupted = disrupted(budget, pods, now);
    int healthy =
        (int)
            pods.stream()
                .filter(pod -> !PodFacts.terminating(pod))
                .filter(pod -> !disrupted.containsKey(pod.getMetadata().getName()))
                .filter(PodFacts::ready)
                .count();
    int allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
    return new PodDisruptionBudgetStatusBuilder()
        .withCurrentHealthy(healthy)
        .withDesiredHealthy(desired)
        .withExpectedPods(expected)
        .withDisruptionsAllowed(allowed)
        .withDisruptedPods(disrupted.isEmpty() ? null : disrupted)
        .withObservedGeneration(budget.getMetadata().getGeneration())
        .withConditions(
            conditions(
                budget,
                allowed > 0 ? "True" : "False",
                allowed > 0 ? "SufficientPods" : "InsufficientPods",
                "",
                now))
        .build();
  }

  private static int desired(PodDisruptionBudget budget, int expected) {
    IntOrString most = budget.getSpec().getMaxUnavailable();
    if (most != null) {
      return Math.max(0, expected - Amounts.of(most, expected, true, 0));
    }
    return Amounts.of(budget.getSpec().getMinAvailable(), expected, true, 0);
  }

  /** Pods whose eviction was granted and that were not seen going yet. */
  private static Map<String, String> disrupted(
      PodDisruptionBudget budget, List<Pod> pods, Instant now) {
    Map<String, String> before =
        budget.getStatus() == null || budget.getStatus().getDisruptedPods() == null
            ? Map.of()
            : budget.getStatus().getDisruptedPods();
    Map<String, String> after = new HashMap<>();
    for (Pod pod : pods) {
      String time = before.get(pod.getMetadata().getName());
      if (time != null
          && !PodFacts.terminating(pod)
          && Instant.parse(time).plus(EVICTION_TIMEOUT).isAfter(now)) {
        after.put(pod.getMetadata().getName(), time);
      }
    }
    return after;
  }

  /** When the oldest granted eviction counts as failed. */
  static @Nullable Duration untilTimeout(PodDisruptionBudgetStatus status, Instant now) {
    return status.getDisruptedPods() == null
        ? null
        : status.getDisruptedPods().values().stream()
            .map(time -> Duration.between(now, Instant.parse(time).plus(EVICTION_TIMEOUT)))
            .min(Duration::compareTo)
            .orElse(null);
  }

  /** The budget cannot be calculated: nothing is allowed. */
  static PodDisruptionBudgetStatus failed(PodDisruptionBudget budget, String message, Instant now) {
    PodDisruptionBudgetStatus before =
        budget.getStatus() == null ? new PodDisruptionBudgetStatus() : budget.getStatus();
    return new PodDisruptionBudgetStatusBuilder(before)
        .withCurrentHealthy(orZero(before.getCurrentHealthy()))
        .withDesiredHealthy(orZero(before.getDesiredHealthy()))
        .withExpectedPods(orZero(before.getExpectedPods()))
        .withDisruptionsAllowed(0)
        .withObservedGeneration(budget.getMetadata().getGeneration())
        .withConditions(conditions(budget, "False", "SyncFailed", message, now))
        .build();
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static List<Condition> conditions(
      PodDisruptionBudget budget, String status, String reason, String message, Instant now) {
    List<Condition> conditions = new ArrayList<>();
    String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
    if (budget.getStatus() != null) {
      for (Condition known : budget.getStatus().getConditions()) {
        if (!known.getType().equals("DisruptionAllowed")) {
          conditions.add(known);
        } else if (status.equals(known.getStatus())) {
          since = known.getLastTransitionTime();
        }
      }
    }
    conditions.add(
        new ConditionBuilder()
            .withType("DisruptionAllowed")
            .withStatus(status)
            .withReason(reason)
            .withMessage(message)
            .withLastTransitionTime(since)
            .withObservedGeneration(budget.getMetadata().getGeneration())
            .build());
    return conditions;
  }
}
