package io.navarch.controller.deployment;

import static io.navarch.controller.deployment.DeploymentConditions.AVAILABLE;
import static io.navarch.controller.deployment.DeploymentConditions.PROGRESSING;
import static io.navarch.controller.deployment.DeploymentConditions.REPLICA_FAILURE;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.navarch.controller.pod.PodFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Works out a Deployment's status from its ReplicaSets. */
final class DeploymentStatusCalculator {

  static final String NEW_AVAILABLE = "NewReplicaSetAvailable";
  static final String TIMED_OUT = "ProgressDeadlineExceeded";

  private DeploymentStatusCalculator() {}

  /** Counts and availability, without judging progress. */
  static DeploymentStatus counts(
      Rollout rollout, DeploymentStatus working, DeploymentConditions conditions) {
    List<ReplicaSet> all = rollout.all();
    ReplicaSet newest = rollout.newest();
    int available = sum(all, ReplicaSetStatus::getAvailableReplicas);
    boolean enough = available >= rollout.limits.minAvailable();
    conditions.set(
        enough
            ? conditions.made(
                AVAILABLE,
                "True",
                "MinimumReplicasAvailable",
                "Deployment has minimum availability.")
            : conditions.made(
                AVAILABLE,
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability."));
    return new DeploymentStatusBuilder(working)
        .withObservedGeneration(rollout.deployment.getMetadata().getGeneration())
        .withReplicas(orNull(sum(all, ReplicaSetStatus::getReplicas)))
        .withUpdatedReplicas(
            newest == null ? null : orNull(sum(List.of(newest), ReplicaSetStatus::getReplicas)))
        .withReadyReplicas(orNull(sum(all, ReplicaSetStatus::getReadyReplicas)))
        .withAvailableReplicas(orNull(available))
        .withUnavailableReplicas(orNull(Math.max(0, Rollout.sizeOf(all) - available)))
        .withTerminatingReplicas(terminating(all))
        .withConditions(conditions.all())
        .build();
  }

  /** Counts, availability, and whether the rollout gets on, is done, or is stuck. */
  static DeploymentStatus progress(
      Rollout rollout, DeploymentStatus working, DeploymentConditions conditions, Instant now) {
    Deployment deployment = rollout.deployment;
    DeploymentCondition current = conditions.find(PROGRESSING);
    DeploymentStatus counted = counts(rollout, working, conditions);
    if (!hasDeadline(deployment)) {
      conditions.remove(PROGRESSING);
    } else if (current == null
        || !NEW_AVAILABLE.equals(current.getReason())
        || Rollout.count(counted.getReplicas()) != Rollout.count(counted.getUpdatedReplicas())) {
      judge(rollout, working, counted, conditions, current, now);
    }
    DeploymentCondition failure = replicaFailure(rollout);
    if (failure == null) {
      conditions.remove(REPLICA_FAILURE);
    } else {
      conditions.set(failure);
    }
    counted.setConditions(conditions.all());
    return counted;
  }

  private static void judge(
      Rollout rollout,
      DeploymentStatus before,
      DeploymentStatus after,
      DeploymentConditions conditions,
      @Nullable DeploymentCondition current,
      Instant now) {
    ReplicaSet newest = rollout.newest();
    String what =
        newest == null
            ? "Deployment \"" + rollout.deployment.getMetadata().getName() + "\""
            : "ReplicaSet \"" + newest.getMetadata().getName() + "\"";
    if (complete(rollout.deployment, after)) {
      conditions.set(
          conditions.made(
              PROGRESSING, "True", NEW_AVAILABLE, what + " has successfully progressed."));
    } else if (progressing(before, after)) {
      conditions.replace(
          conditions.made(PROGRESSING, "True", "ReplicaSetUpdated", what + " is progressing."));
    } else if (timedOut(rollout.deployment, current, now)) {
      conditions.set(
          conditions.made(PROGRESSING, "False", TIMED_OUT, what + " has timed out progressing."));
    }
  }

  /** All wanted pods are of the new template and available, and no other is left. */
  static boolean complete(Deployment deployment, DeploymentStatus status) {
    Integer replicas = deployment.getSpec().getReplicas();
    int desired = replicas == null ? 1 : replicas;
    Long generation = deployment.getMetadata().getGeneration();
    Long observed = status.getObservedGeneration();
    return Rollout.count(status.getUpdatedReplicas()) == desired
        && Rollout.count(status.getReplicas()) == desired
        && Rollout.count(status.getAvailableReplicas()) == desired
        && (generation == null || (observed != null && observed >= generation));
  }

  /** When a rollout that gets nowhere must be looked at again; null when that cannot matter. */
  static @Nullable Duration lookAgain(
      Deployment deployment,
      DeploymentStatus status,
      DeploymentConditions conditions,
      Instant now) {
    DeploymentCondition current = conditions.find(PROGRESSING);
    if (!hasDeadline(deployment)
        || current == null
        || complete(deployment, status)
        || TIMED_OUT.equals(current.getReason())) {
      return null;
    }
    Instant deadline = deadline(deployment, current);
    Duration left = deadline == null ? Duration.ZERO : Duration.between(now, deadline);
    return left.plusSeconds(1).compareTo(Duration.ofSeconds(1)) < 0
        ? Duration.ofSeconds(1)
        : left.plusSeconds(1);
  }

  static boolean hasDeadline(Deployment deployment) {
    Integer deadline = deployment.getSpec().getProgressDeadlineSeconds();
    return deadline != null && deadline != Integer.MAX_VALUE;
  }

  private static boolean progressing(DeploymentStatus before, DeploymentStatus after) {
    int oldBefore =
        Rollout.count(before.getReplicas()) - Rollout.count(before.getUpdatedReplicas());
    int oldAfter = Rollout.count(after.getReplicas()) - Rollout.count(after.getUpdatedReplicas());
    return Rollout.count(after.getUpdatedReplicas()) > Rollout.count(before.getUpdatedReplicas())
        || oldAfter < oldBefore
        || Rollout.count(after.getReadyReplicas()) > Rollout.count(before.getReadyReplicas())
        || Rollout.count(after.getAvailableReplicas())
            > Rollout.count(before.getAvailableReplicas());
  }

  private static boolean timedOut(
      Deployment deployment, @Nullable DeploymentCondition current, Instant now) {
    if (current == null || NEW_AVAILABLE.equals(current.getReason())) {
      return false;
    }
    Instant deadline = deadline(deployment, current);
    return TIMED_OUT.equals(current.getReason()) || (deadline != null && deadline.isBefore(now));
  }

  private static @Nullable Instant deadline(Deployment deployment, DeploymentCondition current) {
    Instant from = PodFacts.time(current.getLastUpdateTime());
    return from == null
        ? null
        : from.plusSeconds(deployment.getSpec().getProgressDeadlineSeconds());
  }

  private static @Nullable DeploymentCondition replicaFailure(Rollout rollout) {
    ReplicaSet newest = rollout.newest();
    DeploymentCondition ofNewest = newest == null ? null : failureOf(newest);
    return ofNewest != null
        ? ofNewest
        : rollout.all().stream()
            .map(DeploymentStatusCalculator::failureOf)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  private static @Nullable DeploymentCondition failureOf(ReplicaSet set) {
    if (set.getStatus() == null) {
      return null;
    }
    return set.getStatus().getConditions().stream()
        .filter(condition -> REPLICA_FAILURE.equals(condition.getType()))
        .map(
            condition ->
                new DeploymentConditionBuilder()
                    .withType(condition.getType())
                    .withStatus(condition.getStatus())
                    .withReason(condition.getReason())
                    .withMessage(condition.getMessage())
                    .withLastTransitionTime(condition.getLastTransitionTime())
                    .withLastUpdateTime(condition.getLastTransitionTime())
                    .build())
        .findFirst()
        .orElse(null);
  }

  private static int sum(List<ReplicaSet> sets, Function<ReplicaSetStatus, Integer> count) {
    return sets.stream()
        .mapToInt(set -> set.getStatus() == null ? 0 : Rollout.count(count.apply(set.getStatus())))
        .sum();
  }

  private static @Nullable Integer terminating(List<ReplicaSet> sets) {
    int total = 0;
    for (ReplicaSet set : sets) {
      Integer count = set.getStatus() == null ? null : set.getStatus().getTerminatingReplicas();
      if (count == null) {
        return null;
      }
      total += count;
    }
    return total;
  }

  private static @Nullable Integer orNull(int count) {
    return count == 0 ? null : count;
  }
}
