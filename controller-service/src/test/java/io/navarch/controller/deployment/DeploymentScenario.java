package io.navarch.controller.deployment;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays a Deployment: carries plans out on ReplicaSets in memory, makes their pods ready when told
 * to, and keeps the numbers that a rollout must not break.
 */
final class DeploymentScenario {

  private final DeploymentPlanner planner =
      new DeploymentPlanner(new KubernetesSerialization()::asJson);
  private final Map<String, ReplicaSet> sets = new LinkedHashMap<>();
  private Deployment deployment;
  private boolean oldPodsRunning;
  Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private DeploymentScenario(Deployment deployment) {
    this.deployment = deployment;
  }

  static DeploymentScenario of(int replicas, String surge, String unavailable) {
    return new DeploymentScenario(
        new DeploymentBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace("default")
            .withUid("d")
            .withGeneration(1L)
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .withProgressDeadlineSeconds(600)
            .withRevisionHistoryLimit(10)
            .withNewSelector()
            .addToMatchLabels("app", "web")
            .endSelector()
            .withNewStrategy()
            .withType("RollingUpdate")
            .withNewRollingUpdate()
            .withMaxSurge(new IntOrString(percentOrNumber(surge)))
            .withMaxUnavailable(new IntOrString(percentOrNumber(unavailable)))
            .endRollingUpdate()
            .endStrategy()
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", "web")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("c")
            .withImage("v1")
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build());
  }

  DeploymentScenario recreating() {
    deployment =
        new DeploymentBuilder(deployment)
            .editSpec()
            .withNewStrategy()
            .withType("Recreate")
            .endStrategy()
            .endSpec()
            .build();
    return this;
  }

  DeploymentScenario image(String image) {
    deployment =
        new DeploymentBuilder(deployment)
            .editSpec()
            .editTemplate()
            .editSpec()
            .editFirstContainer()
            .withImage(image)
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .editMetadata()
            .withGeneration(deployment.getMetadata().getGeneration() + 1)
            .endMetadata()
            .build();
    return this;
  }

  DeploymentScenario replicas(int replicas) {
    deployment =
        new DeploymentBuilder(deployment).editSpec().withReplicas(replicas).endSpec().build();
    return this;
  }

  DeploymentScenario paused(boolean paused) {
    deployment = new DeploymentBuilder(deployment).editSpec().withPaused(paused).endSpec().build();
    return this;
  }

  DeploymentScenario historyLimit(int limit) {
    deployment =
        new DeploymentBuilder(deployment)
            .editSpec()
            .withRevisionHistoryLimit(limit)
            .endSpec()
            .build();
    return this;
  }

  DeploymentScenario oldPodsRunning(boolean running) {
    oldPodsRunning = running;
    return this;
  }

  /** One round: plan, and carry out. */
  DeploymentPlan step() {
    DeploymentPlan plan =
        planner.plan(
            new DeploymentPlanner.Situation(
                deployment, List.copyOf(sets.values()), oldPodsRunning, now));
    for (DeploymentStep step : plan.steps()) {
      switch (step) {
        case DeploymentStep.CreateReplicaSet(var set) -> {
          set.getMetadata().setCreationTimestamp(now.toString());
          sets.put(set.getMetadata().getName(), set);
        }
        case DeploymentStep.UpdateReplicaSet(var set, var scaling) ->
            sets.put(set.getMetadata().getName(), set);
        case DeploymentStep.DeleteReplicaSet(var set) -> sets.remove(set.getMetadata().getName());
        case DeploymentStep.SetRevision(var revision) ->
            deployment =
                new DeploymentBuilder(deployment)
                    .editMetadata()
                    .addToAnnotations(Revisions.REVISION, revision)
                    .endMetadata()
                    .build();
        case DeploymentStep.WriteStatus(var status) ->
            deployment = new DeploymentBuilder(deployment).withStatus(status).build();
      }
    }
    return plan;
  }

  /** Every set gets its pods, and all of them become available. */
  DeploymentScenario podsReady() {
    sets.replaceAll(
        (name, set) -> withStatus(set, set.getSpec().getReplicas(), set.getSpec().getReplicas()));
    return this;
  }

  /** Every set gets its pods; those of the image never become ready. */
  DeploymentScenario podsReadyExcept(String image) {
    sets.replaceAll(
        (name, set) ->
            withStatus(
                set,
                set.getSpec().getReplicas(),
                imageOf(set).equals(image) ? 0 : set.getSpec().getReplicas()));
    return this;
  }

  /** Rounds until nothing changes any more, with pods becoming ready between them. */
  DeploymentScenario settle() {
    for (int round = 0; round < 100; round++) {
      now = now.plusSeconds(1);
      if (step().steps().isEmpty()) {
        return this;
      }
      podsReady();
    }
    throw new AssertionError("does not settle: " + sizes());
  }

  int total() {
    return Rollout.sizeOf(List.copyOf(sets.values()));
  }

  int available() {
    return sets.values().stream()
        .mapToInt(set -> Math.min(Rollout.available(set), Rollout.size(set)))
        .sum();
  }

  /** Sizes of the sets by image. */
  Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sets.values().forEach(set -> sizes.put(imageOf(set), Rollout.size(set)));
    return sizes;
  }

  ReplicaSet set(String image) {
    return sets.values().stream()
        .filter(set -> imageOf(set).equals(image))
        .findFirst()
        .orElseThrow();
  }

  Deployment deployment() {
    return deployment;
  }

  String progressing() {
    return deployment.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Progressing"))
        .map(condition -> condition.getStatus() + " " + condition.getReason())
        .findFirst()
        .orElse("none");
  }

  private static String imageOf(ReplicaSet set) {
    return set.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
  }

  private static ReplicaSet withStatus(ReplicaSet set, int pods, int ready) {
    return new ReplicaSetBuilder(set)
        .withNewStatus()
        .withReplicas(pods)
        .withReadyReplicas(ready)
        .withAvailableReplicas(ready)
        .withTerminatingReplicas(0)
        .endStatus()
        .build();
  }

  private static Object percentOrNumber(String text) {
    return text.endsWith("%") ? text : Integer.valueOf(text);
  }
}
