package io.navarch.controller.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.navarch.controller.loop.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the status of a pod means for those who count pods. */
public final class PodFacts {

  private PodFacts() {}

  public static String phase(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getPhase() == null
        ? "Pending"
        : pod.getStatus().getPhase();
  }

  public static boolean terminating(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** Succeeded or Failed: no container will run again. */
  public static boolean finished(Pod pod) {
    String phase = phase(pod);
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** Neither finished nor being deleted. */
  public static boolean active(Pod pod) {
    return !finished(pod) && !terminating(pod);
  }

  public static boolean scheduled(Pod pod) {
    return nodeName(pod) != null;
  }

  public static @Nullable String nodeName(Pod pod) {
    String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    return node == null || node.isEmpty() ? null : node;
  }

  public static @Nullable PodCondition condition(Pod pod, String type) {
    if (pod.getStatus() == null) {
      return null;
    }
    for (PodCondition condition : pod.getStatus().getConditions()) {
      if (type.equals(condition.getType())) {
        return condition;
      }
    }
    return null;
  }

  public static boolean ready(Pod pod) {
    PodCondition ready = condition(pod, "Ready");
    return ready != null && "True".equals(ready.getStatus());
  }

  /** When the pod became ready; null while it is not. */
  public static @Nullable Instant readySince(Pod pod) {
    PodCondition ready = condition(pod, "Ready");
    return ready == null || !"True".equals(ready.getStatus())
        ? null
        : time(ready.getLastTransitionTime());
  }

  /** Ready for at least {@code minReadySeconds}. */
  public static boolean available(Pod pod, int minReadySeconds, Instant now) {
    if (!ready(pod)) {
      return false;
    }
    if (minReadySeconds == 0) {
      return true;
    }
    Instant since = readySince(pod);
    return since != null && !since.plusSeconds(minReadySeconds).isAfter(now);
  }

  /** How long until a ready pod becomes available; null when it is not ready or is available. */
  public static @Nullable Duration untilAvailable(Pod pod, int minReadySeconds, Instant now) {
    Instant since = readySince(pod);
    if (since == null || minReadySeconds == 0 || available(pod, minReadySeconds, now)) {
      return null;
    }
    return Duration.between(now, since.plusSeconds(minReadySeconds));
  }

  /** Restarts of the container that restarted most. */
  public static int restarts(Pod pod) {
    int most = 0;
    if (pod.getStatus() != null) {
      for (var container : pod.getStatus().getContainerStatuses()) {
        Integer count = container.getRestartCount();
        most = Math.max(most, count == null ? 0 : count);
      }
    }
    return most;
  }

  /** A timestamp of the API; null when it is absent. */
  public static @Nullable Instant time(@Nullable String timestamp) {
    return timestamp == null || timestamp.isEmpty() ? null : Instant.parse(timestamp);
  }

  /**
   * When the first of the pods that are ready but not yet available will be: a controller looks
   * again then.
   *
   * @param minReadySeconds null where the owner asks for none
   */
  public static Outcome lookAgain(List<Pod> pods, @Nullable Integer minReadySeconds, Instant now) {
    Duration next = null;
    for (Pod pod : pods) {
      Duration wait = minReadySeconds == null ? null : untilAvailable(pod, minReadySeconds, now);
      if (wait != null && (next == null || wait.compareTo(next) < 0)) {
        next = wait;
      }
    }
    return next == null ? Outcome.DONE : Outcome.after(next.plusMillis(10));
  }
}
