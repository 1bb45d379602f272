package io.navarch.controller.statefulset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.navarch.controller.pod.Amounts;
import io.navarch.controller.pod.PodFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides the next step of a StatefulSet: ordinals are made upwards and removed downwards, one at a
 * time and each only when those before it are well, unless the set asks for all at once.
 */
final class StatefulSetPlanner {

  private final StatefulSet set;
  private final Instant now;
  private final String currentRevision;
  private final String updateRevision;
  private final boolean ordered;
  private final int start;
  private final int end;
  private final NavigableMap<Integer, Pod> wanted = new TreeMap<>();
  private final NavigableMap<Integer, Pod> condemned = new TreeMap<>();
  private final List<StatefulSetPlan.Creation> create = new ArrayList<>();
  private final List<Pod> delete = new ArrayList<>();

  private StatefulSetPlanner(
      StatefulSet set, List<Pod> pods, String currentRevision, String updateRevision, Instant now) {
    this.set = set;
    this.now = now;
    this.currentRevision = currentRevision;
    this.updateRevision = updateRevision;
    this.ordered = !"Parallel".equals(set.getSpec().getPodManagementPolicy());
    this.start = StatefulSetPods.start(set);
    this.end = StatefulSetPods.end(set);
    for (Pod pod : pods) {
      int ordinal = StatefulSetPods.ordinal(set, pod);
      if (ordinal >= 0) {
        (StatefulSetPods.wants(set, ordinal) ? wanted : condemned).put(ordinal, pod);
      }
    }
  }

  static StatefulSetPlan plan(
      StatefulSet set, List<Pod> pods, String currentRevision, String updateRevision, Instant now) {
    StatefulSetPlanner planner =
        new StatefulSetPlanner(set, pods, currentRevision, updateRevision, now);
    if (planner.grow() && planner.shrink()) {
      planner.update();
    }
    return new StatefulSetPlan(List.copyOf(planner.create), List.copyOf(planner.delete));
  }

  /** True when all wanted ordinals are there and well enough to go on. */
  private boolean grow() {
    for (int ordinal = start; ordinal < end; ordinal++) {
      Pod pod = wanted.get(ordinal);
      if (pod == null) {
        create.add(new StatefulSetPlan.Creation(ordinal, revisionFor(ordinal)));
        if (ordered) {
          return false;
        }
      } else if (PodFacts.finished(pod) && !PodFacts.terminating(pod)) {
        delete.add(pod);
        if (ordered) {
          return false;
        }
      } else if (ordered && !well(pod)) {
        return false;
      }
    }
    return create.isEmpty() && delete.isEmpty();
  }

  private boolean shrink() {
    if (!ordered) {
      condemned.values().stream().filter(pod -> !PodFacts.terminating(pod)).forEach(delete::add);
      return true;
    }
    if (condemned.isEmpty()) {
      return true;
    }
    Pod last = condemned.lastEntry().getValue();
    if (!PodFacts.terminating(last) && (well(last) || last == lowestUnwell())) {
      delete.add(last);
    }
    return false;
  }

  /** Shrinking halts at a pod that is not well, unless it is the only one. */
  private @Nullable Pod lowestUnwell() {
    return condemned.values().stream().filter(pod -> !well(pod)).findFirst().orElse(null);
  }

  /** From the highest ordinal down to the partition, pods of other revisions go. */
  private void update() {
    if ("OnDelete"
        .equals(
            set.getSpec().getUpdateStrategy() == null
                ? null
                : set.getSpec().getUpdateStrategy().getType())) {
      return;
    }
    int room = maxUnavailable();
    for (Pod pod : wanted.values()) {
      if (!well(pod)) {
        room--;
      }
    }
    for (var entry : wanted.descendingMap().entrySet()) {
      Pod pod = entry.getValue();
      if (entry.getKey() < start + partition()) {
        return;
      }
      boolean old = !updateRevision.equals(StatefulSetPods.revision(pod));
      if (old && !PodFacts.terminating(pod)) {
        if (room <= 0 && well(pod)) {
          return;
        }
        delete.add(pod);
        room -= well(pod) ? 1 : 0;
        if (room <= 0) {
          return;
        }
      } else if (!well(pod) && room <= 0) {
        return;
      }
    }
  }

  private String revisionFor(int ordinal) {
    return ordinal < start + partition() ? currentRevision : updateRevision;
  }

  private int partition() {
    var strategy = set.getSpec().getUpdateStrategy();
    return strategy == null
            || strategy.getRollingUpdate() == null
            || strategy.getRollingUpdate().getPartition() == null
        ? 0
        : strategy.getRollingUpdate().getPartition();
  }

  private int maxUnavailable() {
    var strategy = set.getSpec().getUpdateStrategy();
    return strategy == null || strategy.getRollingUpdate() == null
        ? 1
        : Math.max(
            1, Amounts.of(strategy.getRollingUpdate().getMaxUnavailable(), end - start, false, 1));
  }

  private boolean well(Pod pod) {
    Integer minReady = set.getSpec().getMinReadySeconds();
    return PodFacts.phase(pod).equals("Running")
        && !PodFacts.terminating(pod)
        && PodFacts.available(pod, minReady == null ? 0 : minReady, now);
  }
}
