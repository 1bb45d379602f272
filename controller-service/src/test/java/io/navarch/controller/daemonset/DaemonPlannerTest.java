package io.navarch.controller.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.navarch.controller.history.RevisionHistory;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DaemonPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void everyNodeGetsAPod() {
    assertThat(plan(set(0), 2, pod(1, "new", true)).create()).containsExactly("n2");
  }

  @Test
  void withoutSurgeOldPodsGoFirst() {
    DaemonPlan plan =
        plan(set(0), 3, pod(1, "old", true), pod(2, "old", true), pod(3, "old", true));
    assertThat(plan.delete()).hasSize(1);
    assertThat(plan.create()).isEmpty();
  }

  @Test
  void withSurgeNewPodsComeFirst() {
    DaemonPlan plan =
        plan(set(2), 3, pod(1, "old", true), pod(2, "old", true), pod(3, "old", true));
    assertThat(plan.delete()).isEmpty();
    assertThat(plan.create()).hasSize(2);
  }

  @Test
  void anOldPodGoesWhenTheNewOneBesideItIsAvailable() {
    Pod old = pod(1, "old", true);
    DaemonPlan waits = plan(set(1), 2, old, pod(1, "new", false), pod(2, "old", true));
    assertThat(waits.delete()).isEmpty();
    assertThat(waits.create()).isEmpty();
    DaemonPlan goesOn = plan(set(1), 2, old, pod(1, "new", true), pod(2, "old", true));
    assertThat(goesOn.delete()).containsExactly(old);
    assertThat(goesOn.create()).containsExactly("n2");
  }

  @Test
  void oldPodsThatAreNotAvailableCostNoSurge() {
    DaemonPlan plan = plan(set(1), 2, pod(1, "old", false), pod(2, "old", true));
    assertThat(plan.create()).containsExactlyInAnyOrder("n1", "n2");
    Pod old = pod(1, "old", false);
    assertThat(plan(set(1), 1, old, pod(1, "new", false)).delete()).containsExactly(old);
  }

  @Test
  void withSurgeAGoingPodDoesNotHoldUpTheNext() {
    Pod going = pod(1, "old", true);
    going.getMetadata().setDeletionTimestamp(NOW.toString());
    assertThat(plan(set(0), 1, going).create()).isEmpty();
    assertThat(plan(set(1), 1, going).create()).containsExactly("n1");
  }

  private static DaemonPlan plan(DaemonSet set, int nodes, Pod... pods) {
    List<Node> all = IntStream.rangeClosed(1, nodes).mapToObj(DaemonPlannerTest::node).toList();
    return DaemonPlanner.plan(set, all, List.of(pods), "new", NOW);
  }

  private static DaemonSet set(int maxSurge) {
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withName("set")
        .endMetadata()
        .withNewSpec()
        .withNewUpdateStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(maxSurge))
        .withMaxUnavailable(new IntOrString(maxSurge == 0 ? 1 : 0))
        .endRollingUpdate()
        .endUpdateStrategy()
        .withNewTemplate()
        .withNewSpec()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Node node(int number) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("n" + number)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  private static Pod pod(int node, String hash, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("p-" + node + "-" + hash)
        .addToLabels(RevisionHistory.POD_LABEL, hash)
        .withCreationTimestamp(hash.equals("old") ? "2026-01-01T10:00:00Z" : "2026-01-01T11:00:00Z")
        .endMetadata()
        .withNewSpec()
        .withNodeName("n" + node)
        .endSpec()
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
