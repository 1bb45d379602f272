package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** When a pod is looked at again. */
final class PodTiming {
  /**
   * How often a pod is looked at though nothing seems to have happened; also refreshes its volumes.
   */
  static final Duration RESYNC = Duration.ofMinutes(1);

  private final InstantSource clock;

  PodTiming(InstantSource clock) {
    this.clock = clock;
  }

  /** How long the pod may still be active; null where its time is not limited or not begun. */
  @Nullable Duration deadlineLeft(Pod pod) {
    Long seconds = pod.getSpec().getActiveDeadlineSeconds();
    String start = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
    if (seconds == null || start == null) {
      return null;
    }
    return Duration.between(clock.instant(), Instant.parse(start).plusSeconds(seconds));
  }

  /** The given delay, or less where the pod's time ends before. */
  Duration untilDeadline(Pod pod, Duration next) {
    Long seconds = pod.getSpec().getActiveDeadlineSeconds();
    if (seconds == null) {
      return next;
    }
    Duration left = deadlineLeft(pod);
    return shortest(next, left == null ? Duration.ofSeconds(seconds) : left);
  }

  /** How long until the first of the containers that failed to start is tried again. */
  static @Nullable Duration nextRetry(PodWork work, Instant now) {
    Duration soonest = null;
    for (Instant at : work.retryAt.values()) {
      Duration d = Duration.between(now, at);
      soonest = soonest == null || d.compareTo(soonest) < 0 ? d : soonest;
    }
    return soonest;
  }

  /** The shortest of both and {@link #RESYNC}. */
  static Duration shortest(@Nullable Duration a, @Nullable Duration b) {
    Duration result = RESYNC;
    if (a != null && a.compareTo(result) < 0) {
      result = a;
    }
    if (b != null && b.compareTo(result) < 0) {
      result = b;
    }
    return result.compareTo(Duration.ofMillis(10)) < 0 ? Duration.ofMillis(10) : result;
  }

  /** Longer with each failure in a row. */
  static Duration retryDelay(PodWork work) {
    work.failures = Math.min(work.failures + 1, 5);
    return Duration.ofMillis(500L << work.failures);
  }
}
