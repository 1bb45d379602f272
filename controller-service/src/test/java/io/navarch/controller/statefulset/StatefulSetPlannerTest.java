package io.navarch.controller.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.navarch.controller.history.RevisionHistory;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatefulSetPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void ordinalsAreMadeOneAtATimeAndOnlyWhenThoseBeforeAreReady() {
    assertThat(plan(3).create()).containsExactly(new StatefulSetPlan.Creation(0, "new"));
    assertThat(plan(3, pod(0, false)).create()).isEmpty();
    assertThat(plan(3, pod(0, true)).create())
        .containsExactly(new StatefulSetPlan.Creation(1, "new"));
  }

  @Test
  void aPodThatHasEndedIsReplaced() {
    Pod failed = pod(0, false);
    failed.getStatus().setPhase("Failed");
    assertThat(plan(1, failed).delete()).containsExactly(failed);
  }

  @Test
  void shrinksFromTheHighestOrdinal() {
    Pod last = pod(2, true);
    assertThat(plan(0, pod(0, true), pod(1, true), last).delete()).containsExactly(last);
  }

  @Test
  void shrinkingHaltsWhilePodsBeforeAreNotReady() {
    assertThat(plan(0, pod(0, false), pod(1, false), pod(2, false)).delete()).isEmpty();
  }

  @Test
  void shrinkingTakesTheOnlyPodThatIsNotReady() {
    Pod unready = pod(2, false);
    assertThat(plan(0, pod(0, true), pod(1, true), unready).delete()).containsExactly(unready);
    assertThat(plan(0, pod(0, false)).delete()).hasSize(1);
  }

  @Test
  void shrinkingWaitsForAPodThatIsGoing() {
    Pod going = pod(2, true);
    going.getMetadata().setDeletionTimestamp(NOW.toString());
    assertThat(plan(0, pod(0, true), pod(1, true), going).delete()).isEmpty();
  }

  @Test
  void withoutOrderAllGoAtOnce() {
    StatefulSet set = set(0);
    set.getSpec().setPodManagementPolicy("Parallel");
    assertThat(plan(set, pod(0, false), pod(1, true)).delete()).hasSize(2);
  }

  private static StatefulSetPlan plan(int replicas, Pod... pods) {
    return plan(set(replicas), pods);
  }

  private static StatefulSetPlan plan(StatefulSet set, Pod... pods) {
    return StatefulSetPlanner.plan(set, List.of(pods), "old", "new", NOW);
  }

  private static StatefulSet set(int replicas) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName("set")
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .endSpec()
        .build();
  }

  private static Pod pod(int ordinal, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("set-" + ordinal)
        .addToLabels(RevisionHistory.POD_LABEL, "new")
        .endMetadata()
        .withNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .endCondition()
        .endStatus()
        .build();
  }
}
