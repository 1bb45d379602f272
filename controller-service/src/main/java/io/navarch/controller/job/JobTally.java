package io.navarch.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPodsBuilder;
import io.navarch.controller.pod.PodFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a Job, counted once each.
 *
 * <p>A pod that ends is first noted by its uid in {@code status.uncountedTerminatedPods}; once the
 * gateway has that, the pod's tracking finalizer is taken off; once that is seen, the uid moves
 * from the note into the count. So no end is lost or counted twice, whenever this process dies.
 */
final class JobTally {

  private final boolean indexed;
  private final int completions;
  private final List<Pod> active = new ArrayList<>();
  private final List<Pod> untrack = new ArrayList<>();
  private final Set<String> uncountedSucceeded = new LinkedHashSet<>();
  private final Set<String> uncountedFailed = new LinkedHashSet<>();
  private final SortedSet<Integer> completedIndexes;
  private int countedSucceeded;
  private int countedFailed;
  private int terminating;
  private int ready;
  private @Nullable String jobFailure;
  private @Nullable IndexFailures indexFailures;
  private boolean held;
  private int heldFailures;

  private JobTally(Job job, JobStatus before) {
    this.indexed = "Indexed".equals(job.getSpec().getCompletionMode());
    this.completions = job.getSpec().getCompletions() == null ? 0 : job.getSpec().getCompletions();
    this.completedIndexes = Indexes.parse(before.getCompletedIndexes());
    this.countedSucceeded = before.getSucceeded() == null ? 0 : before.getSucceeded();
    this.countedFailed = before.getFailed() == null ? 0 : before.getFailed();
  }

  static JobTally of(Job job, List<Pod> pods) {
    JobStatus before = job.getStatus() == null ? new JobStatus() : job.getStatus();
    JobTally tally = new JobTally(job, before);
    tally.countUntracked(before.getUncountedTerminatedPods(), pods);
    pods.stream().filter(JobTally::succeededPod).forEach(tally::addSucceeded);
    if (tally.indexed) {
      tally.indexFailures = IndexFailures.of(job, pods, tally.completedIndexes);
    }
    boolean ending = new JobConditions(before.getConditions(), Instant.EPOCH).ending();
    for (Pod pod : pods) {
      tally.add(job, pod, ending);
    }
    return tally;
  }

  /** Noted pods that are no longer tracked, or are gone, move into the count. */
  private void countUntracked(@Nullable UncountedTerminatedPods noted, List<Pod> pods) {
    if (noted == null) {
      return;
    }
    Set<String> tracked =
        pods.stream()
            .filter(JobTally::tracked)
            .map(pod -> pod.getMetadata().getUid())
            .collect(Collectors.toSet());
    for (String uid : noted.getSucceeded()) {
      if (tracked.contains(uid)) {
        uncountedSucceeded.add(uid);
      } else if (!indexed) {
        countedSucceeded++;
      }
    }
    for (String uid : noted.getFailed()) {
      if (tracked.contains(uid)) {
        uncountedFailed.add(uid);
      } else {
        countedFailed++;
      }
    }
  }

  private static boolean succeededPod(Pod pod) {
    return tracked(pod) && PodFacts.phase(pod).equals("Succeeded");
  }

  private void add(Job job, Pod pod, boolean ending) {
    if (PodFacts.active(pod)) {
      active.add(pod);
      ready += PodFacts.ready(pod) ? 1 : 0;
      return;
    }
    if (!PodFacts.finished(pod)) {
      if (!PodFacts.scheduled(pod) && tracked(pod)) {
        untrack.add(pod);
      } else {
        terminating++;
      }
      return;
    }
    if (!tracked(pod)) {
      return;
    }
    if (succeededPod(pod)) {
      untrack.add(pod);
      return;
    }
    boolean waits = !ending && indexFailures != null && indexFailures.holds(pod);
    if (!waits) {
      untrack.add(pod);
    }
    addFailed(job, pod, waits);
  }

  private void addSucceeded(Pod pod) {
    if (indexed) {
      Integer index = Indexes.of(pod);
      if (index != null && index < completions) {
        completedIndexes.add(index);
      }
    } else {
      uncountedSucceeded.add(pod.getMetadata().getUid());
    }
  }

  /**
   * @param waits the pod is kept until another has taken its place, and enters the status after
   *     that
   */
  private void addFailed(Job job, Pod pod, boolean waits) {
    boolean counts =
        switch (PodFailurePolicies.judge(job, pod)) {
          case PodFailurePolicies.Verdict.Ignore() -> false;
          case PodFailurePolicies.Verdict.FailJob(var message) -> {
            jobFailure = message;
            yield true;
          }
          case PodFailurePolicies.Verdict.FailIndex(), PodFailurePolicies.Verdict.Count() -> true;
        };
    if (waits) {
      held = true;
      heldFailures += counts ? 1 : 0;
    } else if (counts) {
      uncountedFailed.add(pod.getMetadata().getUid());
    }
  }

  static boolean tracked(Pod pod) {
    return pod.getMetadata().getFinalizers().contains(JobPlanner.TRACKING);
  }

  List<Pod> active() {
    return List.copyOf(active);
  }

  /**
   * Pods whose finalizer may go once the new status is written: those that ended, and those that go
   * without ever having had a node.
   */
  List<Pod> untrack() {
    return List.copyOf(untrack);
  }

  int terminating() {
    return terminating;
  }

  int ready() {
    return ready;
  }

  int succeeded() {
    return indexed ? completedIndexes.size() : countedSucceeded + uncountedSucceeded.size();
  }

  int failed() {
    return countedFailed + uncountedFailed.size() + heldFailures;
  }

  int countedSucceeded() {
    return indexed ? completedIndexes.size() : countedSucceeded;
  }

  int countedFailed() {
    return countedFailed;
  }

  SortedSet<Integer> completedIndexes() {
    return completedIndexes;
  }

  /** Why the failure policy ends the whole Job; null when it does not. */
  @Nullable String jobFailure() {
    return jobFailure;
  }

  /** The failures of each index; null for a Job that does not limit them per index. */
  @Nullable IndexFailures indexFailures() {
    return indexFailures;
  }

  boolean uncountedIsEmpty() {
    return uncountedSucceeded.isEmpty() && uncountedFailed.isEmpty() && untrack.isEmpty() && !held;
  }

  UncountedTerminatedPods uncounted() {
    return new UncountedTerminatedPodsBuilder()
        .withSucceeded(List.copyOf(uncountedSucceeded))
        .withFailed(List.copyOf(uncountedFailed))
        .build();
  }
}
