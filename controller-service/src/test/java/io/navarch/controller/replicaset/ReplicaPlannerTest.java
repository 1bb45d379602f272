package io.navarch.controller.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void createsWhatIsMissing() {
    assertThat(plan(3, ready("a", "n1"))).isEqualTo(new ReplicaPlan.Create(2));
  }

  @Test
  void isSettledWhenTheNumberIsRight() {
    assertThat(plan(1, ready("a", "n1"))).isEqualTo(new ReplicaPlan.Settled());
  }

  @Test
  void podsThatGoOrHaveEndedDoNotCount() {
    Pod going = ready("a", "n1");
    going.getMetadata().setDeletionTimestamp(NOW.toString());
    Pod failed = ready("b", "n1");
    failed.getStatus().setPhase("Failed");
    assertThat(plan(1, going, failed)).isEqualTo(new ReplicaPlan.Create(1));
  }

  @Test
  void unassignedGoesBeforePendingBeforeUnreadyBeforeReady() {
    Pod unassigned = pod("a", null, "Pending", false);
    Pod pending = pod("b", "n1", "Pending", false);
    Pod unready = pod("c", "n1", "Running", false);
    Pod ready = ready("d", "n1");
    assertThat(deleted(1, ready, unready, pending, unassigned)).containsExactly("a", "b", "c");
  }

  @Test
  void lowerCostGoesFirst() {
    Pod cheap = ready("a", "n1");
    Pod dear = ready("b", "n1");
    dear.getMetadata().getAnnotations().put(DeletionRank.COST_ANNOTATION, "10");
    assertThat(deleted(1, dear, cheap)).containsExactly("a");
  }

  @Test
  void podsThatShareANodeGoFirst() {
    assertThat(deleted(2, ready("a", "n1"), ready("b", "n2"), ready("c", "n2")))
        .containsAnyOf("b", "c")
        .doesNotContain("a");
  }

  private static ReplicaPlan plan(int wanted, Pod... pods) {
    return ReplicaPlanner.plan(wanted, List.of(pods), List.of(pods), NOW);
  }

  private static List<String> deleted(int wanted, Pod... pods) {
    return switch (plan(wanted, pods)) {
      case ReplicaPlan.Delete(var excess) ->
          excess.stream().map(pod -> pod.getMetadata().getName()).toList();
      case ReplicaPlan.Create create -> throw new AssertionError(create);
      case ReplicaPlan.Settled settled -> throw new AssertionError(settled);
    };
  }

  private static Pod ready(String name, String node) {
    return pod(name, node, "Running", true);
  }

  private static Pod pod(String name, String node, String phase, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withUid(name)
        .addToAnnotations("a", "b")
        .withCreationTimestamp("2026-01-01T00:00:00Z")
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .withLastTransitionTime("2026-01-01T01:00:00Z")
        .endCondition()
        .endStatus()
        .build();
  }
}
