package io.navarch.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentPlannerTest {

  @Test
  void firstRolloutCreatesOneSetOfFullSize() {
    var web = DeploymentScenario.of(3, "25%", "25%").settle();
    assertThat(web.sizes()).isEqualTo(Map.of("v1", 3));
    assertThat(web.set("v1").getMetadata().getAnnotations())
        .containsEntry(Revisions.REVISION, "1")
        .containsEntry(Revisions.DESIRED, "3")
        .containsEntry(Revisions.MAX, "4");
    assertThat(web.set("v1").getMetadata().getName())
        .isEqualTo("web-" + web.set("v1").getMetadata().getLabels().get("pod-template-hash"));
    assertThat(web.deployment().getMetadata().getAnnotations())
        .containsEntry(Revisions.REVISION, "1");
    assertThat(web.progressing()).isEqualTo("True NewReplicaSetAvailable");
    assertThat(web.deployment().getStatus().getUpdatedReplicas()).isEqualTo(3);
  }

  @Test
  void rollingUpdateStaysWithinItsLimits() {
    var web = DeploymentScenario.of(10, "3", "2").settle().image("v2");
    for (int round = 0; round < 50; round++) {
      web.step();
      assertThat(web.total()).isLessThanOrEqualTo(13);
      assertThat(web.available()).isGreaterThanOrEqualTo(8);
      web.podsReady();
    }
    assertThat(web.settle().sizes()).isEqualTo(Map.of("v1", 0, "v2", 10));
    assertThat(web.set("v2").getMetadata().getAnnotations()).containsEntry(Revisions.REVISION, "2");
  }

  @Test
  void rollbackReusesTheOldSetAndKeepsItsHistory() {
    var web = DeploymentScenario.of(3, "25%", "25%").settle().image("v2").settle();
    web.image("v1").settle();
    assertThat(web.sizes()).isEqualTo(Map.of("v1", 3, "v2", 0));
    assertThat(web.set("v1").getMetadata().getAnnotations())
        .containsEntry(Revisions.REVISION, "3")
        .containsEntry(Revisions.HISTORY, "1");
    assertThat(web.deployment().getMetadata().getAnnotations())
        .containsEntry(Revisions.REVISION, "3");
  }

  @Test
  void aBrokenTemplateStopsTheRolloutAndTimesOut() {
    var web = DeploymentScenario.of(4, "1", "1").settle().image("bad");
    for (int round = 0; round < 20; round++) {
      web.step();
      web.podsReadyExcept("bad");
    }
    assertThat(web.sizes()).isEqualTo(Map.of("v1", 3, "bad", 2));
    web.now = web.now.plusSeconds(700);
    web.step();
    assertThat(web.progressing()).isEqualTo("False ProgressDeadlineExceeded");
  }

  @Test
  void scalingInTheMiddleOfARolloutIsProportional() {
    var web = DeploymentScenario.of(10, "3", "2").settle().image("bad");
    for (int round = 0; round < 20; round++) {
      web.step();
      web.podsReadyExcept("bad");
    }
    assertThat(web.sizes()).isEqualTo(Map.of("v1", 8, "bad", 5));
    web.replicas(15).step();
    assertThat(web.sizes()).isEqualTo(Map.of("v1", 11, "bad", 7));
  }

  @Test
  void aPausedDeploymentScalesButDoesNotRoll() {
    var web = DeploymentScenario.of(3, "1", "0").settle().paused(true).image("v2");
    web.step();
    assertThat(web.sizes()).isEqualTo(Map.of("v1", 3));
    assertThat(web.progressing()).isEqualTo("Unknown DeploymentPaused");
    web.replicas(5).step();
    assertThat(web.sizes()).isEqualTo(Map.of("v1", 5));
    assertThat(web.paused(false).settle().sizes()).isEqualTo(Map.of("v1", 0, "v2", 5));
  }

  @Test
  void recreateWaitsUntilTheOldPodsAreGone() {
    var web = DeploymentScenario.of(3, "1", "0").recreating().settle().image("v2");
    web.oldPodsRunning(true).step();
    assertThat(web.sizes()).isEqualTo(Map.of("v1", 0));
    web.step();
    assertThat(web.sizes()).isEqualTo(Map.of("v1", 0));
    web.oldPodsRunning(false).settle();
    assertThat(web.sizes()).isEqualTo(Map.of("v1", 0, "v2", 3));
  }

  @Test
  void oldSetsBeyondTheHistoryLimitGo() {
    var web = DeploymentScenario.of(2, "1", "0").historyLimit(1).settle();
    web.image("v2").settle();
    web.image("v3").settle();
    assertThat(web.settle().sizes()).isEqualTo(Map.of("v2", 0, "v3", 2));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyRolloutSettlesWithinItsLimits(long seed) {
    Random random = new Random(seed);
    int replicas = 1 + random.nextInt(20);
    int surge = random.nextInt(6);
    int unavailable = surge == 0 ? 1 + random.nextInt(5) : random.nextInt(6);
    var web =
        DeploymentScenario.of(replicas, Integer.toString(surge), Integer.toString(unavailable))
            .settle();
    for (int rollout = 2; rollout < 5; rollout++) {
      web.image("v" + rollout);
      for (int round = 0; round < 60; round++) {
        web.step();
        assertThat(web.total()).as("seed %d", seed).isLessThanOrEqualTo(replicas + surge);
        assertThat(web.available())
            .as("seed %d", seed)
            .isGreaterThanOrEqualTo(replicas - Math.min(unavailable, replicas));
        web.podsReady();
      }
      assertThat(web.sizes()).as("seed %d", seed).containsEntry("v" + rollout, replicas);
      assertThat(web.total()).as("seed %d", seed).isEqualTo(replicas);
    }
  }
}
