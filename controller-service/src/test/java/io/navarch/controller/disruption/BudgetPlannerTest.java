package io.navarch.controller.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static PodDisruptionBudget budget(IntOrString least, IntOrString most) {
    return new PodDisruptionBudgetBuilder()
        .withNewMetadata()
        .withName("b")
        .withGeneration(3L)
        .endMetadata()
        .withNewSpec()
        .withMinAvailable(least)
        .withMaxUnavailable(most)
        .endSpec()
        .build();
  }

  private static Pod pod(String name, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .endCondition()
        .endStatus()
        .build();
  }

  private static final List<Pod> PODS =
      List.of(pod("a", true), pod("b", true), pod("c", true), pod("d", false));

  private static String numbers(PodDisruptionBudgetStatus status) {
    return status.getCurrentHealthy()
        + " of "
        + status.getExpectedPods()
        + ", wants "
        + status.getDesiredHealthy()
        + ", allows "
        + status.getDisruptionsAllowed();
  }

  @Test
  void healthyPodsBeyondTheWantedOnesMayGo() {
    assertThat(numbers(BudgetPlanner.status(budget(new IntOrString(2), null), PODS, 0, NOW)))
        .isEqualTo("3 of 4, wants 2, allows 1");
    assertThat(numbers(BudgetPlanner.status(budget(null, new IntOrString(1)), PODS, 4, NOW)))
        .isEqualTo("3 of 4, wants 3, allows 0");
    assertThat(numbers(BudgetPlanner.status(budget(new IntOrString("30%"), null), PODS, 10, NOW)))
        .isEqualTo("3 of 10, wants 3, allows 0");
    assertThat(numbers(BudgetPlanner.status(budget(null, new IntOrString("50%")), PODS, 5, NOW)))
        .isEqualTo("3 of 5, wants 2, allows 1");
  }

  @Test
  void grantedEvictionsCountUntilTheyTimeOut() {
    PodDisruptionBudget budget =
        new PodDisruptionBudgetBuilder(budget(new IntOrString(1), null))
            .withNewStatus()
            .withDisruptedPods(
                Map.of("a", NOW.minusSeconds(60).toString(), "b", NOW.minusSeconds(121).toString()))
            .endStatus()
            .build();
    PodDisruptionBudgetStatus status = BudgetPlanner.status(budget, PODS, 0, NOW);
    assertThat(numbers(status)).isEqualTo("2 of 4, wants 1, allows 1");
    assertThat(status.getDisruptedPods()).containsOnlyKeys("a");
    assertThat(BudgetPlanner.untilTimeout(status, NOW)).hasSeconds(60);
  }

  @Test
  void conditionsSayWhy() {
    PodDisruptionBudgetStatus status =
        BudgetPlanner.status(budget(new IntOrString(2), null), PODS, 0, NOW);
    assertThat(status.getObservedGeneration()).isEqualTo(3);
    assertThat(status.getConditions())
        .singleElement()
        .satisfies(c -> assertThat(c.getReason()).isEqualTo("SufficientPods"));
    PodDisruptionBudgetStatus failed =
        BudgetPlanner.failed(budget(new IntOrString(2), null), "no scale", NOW);
    assertThat(failed.getDisruptionsAllowed()).isZero();
    assertThat(failed.getConditions().getFirst().getMessage()).isEqualTo("no scale");
  }
}
