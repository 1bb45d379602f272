package io.navarch.controller.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.navarch.controller.pod.PodFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The failures of each completion index of a Job with {@code spec.backoffLimitPerIndex}.
 *
 * <p>How often an index has failed is written into the annotations of its next pod, so the last
 * failed pod of an index is held by its tracking finalizer until the pod that replaces it is there.
 */
final class IndexFailures {

  static final String COUNTED_KEY = "batch.kubernetes.io/job-index-failure-count";
  static final String IGNORED_KEY = "batch.kubernetes.io/job-index-ignored-failure-count";

  /**
   * How often an index has failed.
   *
   * @param counted failures that count against the limit
   * @param ignored failures that the failure policy ignores
   */
  record Count(int counted, int ignored) {

    static final Count NONE = new Count(0, 0);

    static Count of(Pod pod) {
      return new Count(number(pod, COUNTED_KEY), number(pod, IGNORED_KEY));
    }

    int all() {
      return counted + ignored;
    }

    private static int number(Pod pod, String key) {
      Map<String, String> annotations = pod.getMetadata().getAnnotations();
      String text = annotations == null ? null : annotations.get(key);
      try {
        return text == null ? 0 : Math.max(0, Integer.parseInt(text));
      } catch (NumberFormatException notANumber) {
        return 0;
      }
    }
  }

  private final Job job;
  private final SortedSet<Integer> failed;
  private final Map<Integer, Pod> last = new HashMap<>();

  private IndexFailures(Job job) {
    this.job = job;
    this.failed =
        Indexes.parse(job.getStatus() == null ? null : job.getStatus().getFailedIndexes());
  }

  /**
   * @param succeeded the indexes that need no further pod
   * @return null for a Job without a limit per index
   */
  static @Nullable IndexFailures of(Job job, List<Pod> pods, Set<Integer> succeeded) {
    if (job.getSpec().getBackoffLimitPerIndex() == null) {
      return null;
    }
    IndexFailures failures = new IndexFailures(job);
    List<Pod> ended = pods.stream().filter(failures::hasFailed).toList();
    for (Pod pod : ended) {
      if (failures.exhausts(pod)) {
        failures.failed.add(failures.index(pod));
      }
    }
    Set<Integer> settled = new HashSet<>(succeeded);
    settled.addAll(failures.failed);
    pods.stream().filter(PodFacts::active).map(failures::index).forEach(settled::add);
    for (Pod pod : ended) {
      if (!settled.contains(failures.index(pod))) {
        failures.last.merge(failures.index(pod), pod, IndexFailures::later);
      }
    }
    return failures;
  }

  /** The indexes that will get no further pod. */
  SortedSet<Integer> failed() {
    return failed;
  }

  /** Must the pod stay until the next pod of its index bears its count? */
  boolean holds(Pod pod) {
    Pod held = last.get(index(pod));
    return held != null && held.getMetadata().getUid().equals(pod.getMetadata().getUid());
  }

  /** What the next pod of an index has behind it. */
  Count before(int index) {
    Pod failure = last.get(index);
    if (failure == null) {
      return Count.NONE;
    }
    Count count = Count.of(failure);
    return ignored(failure)
        ? new Count(count.counted(), count.ignored() + 1)
        : new Count(count.counted() + 1, count.ignored());
  }

  /** How long no pod of an index may be created yet. */
  Duration left(int index, Instant now) {
    Pod failure = last.get(index);
    return failure == null
        ? Duration.ZERO
        : new JobBackoff(Count.of(failure).all() + 1, endOf(failure)).left(now);
  }

  private boolean hasFailed(Pod pod) {
    int index = index(pod);
    return JobTally.tracked(pod)
        && PodFacts.phase(pod).equals("Failed")
        && index >= 0
        && index < (job.getSpec().getCompletions() == null ? 0 : job.getSpec().getCompletions());
  }

  private boolean exhausts(Pod pod) {
    return switch (PodFailurePolicies.judge(job, pod)) {
      case PodFailurePolicies.Verdict.FailIndex() -> true;
      case PodFailurePolicies.Verdict.Ignore() -> false;
      case PodFailurePolicies.Verdict.Count _, PodFailurePolicies.Verdict.FailJob _ ->
          Count.of(pod).counted() >= job.getSpec().getBackoffLimitPerIndex();
    };
  }

  private boolean ignored(Pod pod) {
    return PodFailurePolicies.judge(job, pod) instanceof PodFailurePolicies.Verdict.Ignore;
  }

  private int index(Pod pod) {
    Integer index = Indexes.of(pod);
    return index == null ? -1 : index;
  }

  private static Pod later(Pod one, Pod other) {
    boolean moreFailures = Count.of(one).all() <= Count.of(other).all();
    return moreFailures && !endOf(other).isBefore(endOf(one)) ? other : one;
  }

  /**
   * When a failed pod ended: its last container, else the moment it stopped being ready, else its
   * creation.
   */
  private static Instant endOf(Pod pod) {
    Instant end = null;
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      Instant finished =
          container.getState() == null || container.getState().getTerminated() == null
              ? null
              : PodFacts.time(container.getState().getTerminated().getFinishedAt());
      if (finished != null && (end == null || finished.isAfter(end))) {
        end = finished;
      }
    }
    PodCondition ready = PodFacts.condition(pod, "Ready");
    if (end == null && ready != null) {
      end = PodFacts.time(ready.getLastTransitionTime());
    }
    Instant created = PodFacts.time(pod.getMetadata().getCreationTimestamp());
    return end != null ? end : created != null ? created : Instant.EPOCH;
  }
}
