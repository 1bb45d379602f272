package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import io.navarch.controller.pod.PodFacts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the pods of a ReplicaSet. */
final class ReplicaSetStatusCalculator {

  /** Why pods could not be created or deleted in this round. */
  record Failure(String reason, String message) {}

  private ReplicaSetStatusCalculator() {}

  static ReplicaSetStatus calculate(
      ReplicaSet set, List<Pod> owned, @Nullable Failure failure, Instant now) {
    Map<String, String> templateLabels =
        set.getSpec().getTemplate() == null
                || set.getSpec().getTemplate().getMetadata() == null
                || set.getSpec().getTemplate().getMetadata().getLabels() == null
            ? Map.of()
            : set.getSpec().getTemplate().getMetadata().getLabels();
    int minReady = minReadySeconds(set);
    int replicas = 0;
    int labeled = 0;
    int ready = 0;
    int available = 0;
    int terminating = 0;
    for (Pod pod : owned) {
      if (PodFacts.terminating(pod) && !PodFacts.finished(pod)) {
        terminating++;
      }
      if (!PodFacts.active(pod)) {
        continue;
      }
      replicas++;
      Map<String, String> labels = pod.getMetadata().getLabels();
      if (labels != null && labels.entrySet().containsAll(templateLabels.entrySet())) {
        labeled++;
      }
      if (PodFacts.ready(pod)) {
        ready++;
      }
      if (PodFacts.available(pod, minReady, now)) {
        available++;
      }
    }
    ReplicaSetStatus before = set.getStatus() == null ? new ReplicaSetStatus() : set.getStatus();
    return new ReplicaSetStatusBuilder(before)
        .withReplicas(replicas)
        .withFullyLabeledReplicas(orNull(labeled))
        .withReadyReplicas(orNull(ready))
        .withAvailableReplicas(orNull(available))
        .withTerminatingReplicas(terminating)
        .withObservedGeneration(set.getMetadata().getGeneration())
        .withConditions(conditions(before.getConditions(), failure, now))
        .build();
  }

  static int minReadySeconds(ReplicaSet set) {
    Integer seconds = set.getSpec().getMinReadySeconds();
    return seconds == null ? 0 : seconds;
  }

  /** A failure stands until a round without one; what stands already keeps its times. */
  private static List<ReplicaSetCondition> conditions(
      List<ReplicaSetCondition> before, @Nullable Failure failure, Instant now) {
    List<ReplicaSetCondition> after = new ArrayList<>();
    boolean standing = false;
    for (ReplicaSetCondition condition : before) {
      if (!"ReplicaFailure".equals(condition.getType())) {
        after.add(condition);
      } else if (failure != null) {
        standing = true;
        after.add(condition);
      }
    }
    if (failure != null && !standing) {
      after.add(
          new ReplicaSetConditionBuilder()
              .withType("ReplicaFailure")
              .withStatus("True")
              .withReason(failure.reason())
              .withMessage(failure.message())
              .withLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString())
              .build());
    }
    return after;
  }

  private static @Nullable Integer orNull(int count) {
    return count == 0 ? null : count;
  }
}
