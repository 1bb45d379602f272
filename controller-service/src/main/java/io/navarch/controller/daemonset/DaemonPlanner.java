package io.navarch.controller.daemonset;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import io.navarch.controller.history.RevisionHistory;
import io.navarch.controller.pod.Amounts;
import io.navarch.controller.pod.PodFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares the nodes with a DaemonSet's pods. */
final class DaemonPlanner {

  private final DaemonSet set;
  private final String hash;
  private final Instant now;
  private final List<Toleration> tolerations;
  private final PodSpec spec;
  private final List<String> create = new ArrayList<>();
  private final List<Pod> delete = new ArrayList<>();
  private int desired;
  private int scheduled;
  private int misscheduled;
  private int ready;
  private int available;
  private int updated;
  private final List<Pod> outdated = new ArrayList<>();
  private final boolean surges;
  private final List<String> surgeable = new ArrayList<>();
  private int surging;

  private DaemonPlanner(DaemonSet set, String hash, Instant now) {
    this.set = set;
    this.hash = hash;
    this.now = now;
    this.spec = set.getSpec().getTemplate().getSpec();
    this.tolerations = DaemonPods.tolerations(spec);
    this.surges = maxSurge(100) > 0;
  }

  /**
   * @param hash names the revision of the template
   */
  static DaemonPlan plan(
      DaemonSet set, Collection<Node> nodes, List<Pod> pods, String hash, Instant now) {
    DaemonPlanner planner = new DaemonPlanner(set, hash, now);
    Map<String, List<Pod>> byNode = new HashMap<>();
    for (Pod pod : pods) {
      String node = DaemonPods.nodeOf(pod);
      if (node != null) {
        byNode.computeIfAbsent(node, name -> new ArrayList<>()).add(pod);
      }
    }
    for (Node node : nodes) {
      planner.look(node, byNode.getOrDefault(node.getMetadata().getName(), List.of()));
    }
    if (planner.surges) {
      planner.surge();
    } else {
      planner.replaceOutdated();
    }
    return new DaemonPlan(planner.create, planner.delete, planner.status());
  }

  private void look(Node node, List<Pod> pods) {
    boolean shouldRun = NodeFit.shouldRun(node, spec, tolerations);
    boolean mayStay = NodeFit.mayStay(node, spec, tolerations);
    List<Pod> living = new ArrayList<>();
    for (Pod pod : pods) {
      if (PodFacts.terminating(pod)) {
        continue;
      }
      if (PodFacts.finished(pod)) {
        delete.add(pod);
      } else {
        living.add(pod);
      }
    }
    if (!shouldRun && !mayStay) {
      misscheduled += pods.isEmpty() ? 0 : 1;
      delete.addAll(living);
      return;
    }
    if (shouldRun) {
      desired++;
    } else if (!pods.isEmpty()) {
      misscheduled++;
    }
    if (living.isEmpty()) {
      if (shouldRun && (surges || pods.stream().noneMatch(PodFacts::terminating))) {
        create.add(node.getMetadata().getName());
      }
      return;
    }
    living.sort(
        Comparator.comparing((Pod pod) -> !PodFacts.scheduled(pod))
            .thenComparing(pod -> String.valueOf(pod.getMetadata().getCreationTimestamp())));
    if (surges) {
      lookAtSurge(node.getMetadata().getName(), living, shouldRun);
    } else {
      delete.addAll(living.subList(1, living.size()));
    }
    if (shouldRun) {
      count(living.getFirst());
    }
  }

  private void count(Pod pod) {
    Integer minReady = set.getSpec().getMinReadySeconds();
    scheduled++;
    ready += PodFacts.ready(pod) ? 1 : 0;
    available += PodFacts.available(pod, minReady == null ? 0 : minReady, now) ? 1 : 0;
    if (isUpdated(pod)) {
      updated++;
    } else {
      outdated.add(pod);
    }
  }

  private boolean isUpdated(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels != null && hash.equals(labels.get(RevisionHistory.POD_LABEL));
  }

  /** A new pod beside the old one until it is available; the old one goes at once if not ready. */
  private void lookAtSurge(String node, List<Pod> living, boolean shouldRun) {
    Pod fresh = null;
    Pod old = null;
    for (Pod pod : living) {
      if (isUpdated(pod) && fresh == null) {
        fresh = pod;
      } else if (!isUpdated(pod) && old == null) {
        old = pod;
      } else {
        delete.add(pod);
      }
    }
    if (old == null) {
      return;
    }
    if (fresh != null) {
      if (!PodFacts.ready(old) || isAvailable(fresh)) {
        delete.add(old);
      } else {
        surging++;
      }
    } else if (shouldRun && isAvailable(old)) {
      surgeable.add(node);
    } else if (shouldRun) {
      create.add(node);
    } else if (!isAvailable(old)) {
      delete.add(old);
    }
  }

  /** New pods beside available old ones, as many at once as the set allows. */
  private void surge() {
    int room = Math.max(0, maxSurge(desired) - surging);
    surgeable.stream().limit(room).forEach(create::add);
  }

  /**
   * @param nodes what a percentage is of
   */
  private int maxSurge(int nodes) {
    var strategy = set.getSpec().getUpdateStrategy();
    return strategy == null
            || "OnDelete".equals(strategy.getType())
            || strategy.getRollingUpdate() == null
        ? 0
        : Amounts.of(strategy.getRollingUpdate().getMaxSurge(), nodes, true, 0);
  }

  /**
   * Old pods go as far as the number of unavailable pods allows; those unavailable anyway first.
   */
  private void replaceOutdated() {
    var strategy = set.getSpec().getUpdateStrategy();
    if (strategy != null && "OnDelete".equals(strategy.getType())) {
      return;
    }
    int room = maxUnavailable() - (desired - available);
    for (Pod pod : outdated) {
      if (!isAvailable(pod)) {
        delete.add(pod);
      }
    }
    for (Pod pod : outdated) {
      if (isAvailable(pod) && room > 0) {
        delete.add(pod);
        room--;
      }
    }
  }

  private boolean isAvailable(Pod pod) {
    Integer minReady = set.getSpec().getMinReadySeconds();
    return PodFacts.available(pod, minReady == null ? 0 : minReady, now);
  }

  private int maxUnavailable() {
    var strategy = set.getSpec().getUpdateStrategy();
    return strategy == null || strategy.getRollingUpdate() == null
        ? 1
        : Math.max(
            1, Amounts.of(strategy.getRollingUpdate().getMaxUnavailable(), desired, true, 1));
  }

  private DaemonSetStatus status() {
    DaemonSetStatus before = set.getStatus() == null ? new DaemonSetStatus() : set.getStatus();
    return new DaemonSetStatusBuilder(before)
        .withObservedGeneration(set.getMetadata().getGeneration())
        .withDesiredNumberScheduled(desired)
        .withCurrentNumberScheduled(scheduled)
        .withNumberMisscheduled(misscheduled)
        .withNumberReady(ready)
        .withNumberAvailable(orNull(available))
        .withNumberUnavailable(orNull(desired - available))
        .withUpdatedNumberScheduled(orNull(updated))
        .build();
  }

  private static @Nullable Integer orNull(int count) {
    return count == 0 ? null : count;
  }
}
