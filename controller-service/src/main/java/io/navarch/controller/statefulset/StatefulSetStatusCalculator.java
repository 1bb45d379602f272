package io.navarch.controller.statefulset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.navarch.controller.pod.PodFacts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts the pods of a StatefulSet by readiness and revision. */
final class StatefulSetStatusCalculator {

  private StatefulSetStatusCalculator() {}

  static StatefulSetStatus calculate(
      StatefulSet set, List<Pod> pods, String currentRevision, String updateRevision, Instant now) {
    Integer minReady = set.getSpec().getMinReadySeconds();
    int replicas = 0;
    int ready = 0;
    int available = 0;
    int current = 0;
    int updated = 0;
    for (Pod pod : pods) {
      if (StatefulSetPods.ordinal(set, pod) < 0 || PodFacts.finished(pod)) {
        continue;
      }
      replicas++;
      boolean running = PodFacts.phase(pod).equals("Running");
      ready += running && PodFacts.ready(pod) ? 1 : 0;
      available += running && PodFacts.available(pod, minReady == null ? 0 : minReady, now) ? 1 : 0;
      if (!PodFacts.terminating(pod)) {
        String revision = StatefulSetPods.revision(pod);
        current += currentRevision.equals(revision) ? 1 : 0;
        updated += updateRevision.equals(revision) ? 1 : 0;
      }
    }
    boolean rolled =
        updated == replicas && ready == replicas && !currentRevision.equals(updateRevision);
    StatefulSetStatus before = set.getStatus() == null ? new StatefulSetStatus() : set.getStatus();
    return new StatefulSetStatusBuilder(before)
        .withObservedGeneration(set.getMetadata().getGeneration())
        .withReplicas(replicas)
        .withReadyReplicas(orNull(ready))
        .withAvailableReplicas(available)
        .withCurrentReplicas(orNull(rolled ? updated : current))
        .withUpdatedReplicas(orNull(updated))
        .withCurrentRevision(rolled ? updateRevision : currentRevision)
        .withUpdateRevision(updateRevision)
        .withCollisionCount(before.getCollisionCount() == null ? 0 : before.getCollisionCount())
        .build();
  }

  private static @Nullable Integer orNull(int count) {
    return count == 0 ? null : count;
  }
}
