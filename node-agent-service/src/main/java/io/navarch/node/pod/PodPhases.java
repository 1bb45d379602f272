package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod's phase from the states of its containers, as the pod lifecycle of the Kubernetes API
 * defines it.
 */
final class PodPhases {
  private PodPhases() {}

  /**
   * @param terminal whether nothing of the pod will be started any more, whatever its restart
   *     policy says
   */
  static String phase(
      Pod pod, List<ContainerStatus> init, List<ContainerStatus> main, boolean terminal) {
    String policy =
        pod.getSpec().getRestartPolicy() == null ? "Always" : pod.getSpec().getRestartPolicy();
    int pendingInit = 0;
    int failedInit = 0;
    boolean sidecarNotStarted = false;
    for (Container c : pod.getSpec().getInitContainers()) {
      ContainerStatus s = find(init, c.getName());
      if (PodActionPlanner.sidecar(c)) {
        sidecarNotStarted |= s == null || !Boolean.TRUE.equals(s.getStarted());
        continue;
      }
      ContainerState state = s == null ? null : s.getState();
      if (state == null
          || (state.getTerminated() == null && state.getRunning() == null && !failedBefore(s))) {
        pendingInit++;
      } else if (state.getTerminated() == null) {
        pendingInit++;
      } else if (state.getTerminated().getExitCode() != 0) {
        if (policy.equals("Never") || terminal) {
          failedInit++;
        } else {
          pendingInit++;
        }
      }
    }
    if (failedInit > 0) {
      return "Failed";
    }
    Count count = Count.of(pod, main);
    boolean mainStarted = count.running + count.stopped > 0;
    if (!terminal && (pendingInit > 0 || (sidecarNotStarted && !mainStarted))) {
      return "Pending";
    }
    if (terminal) {
      return count.stopped > 0 && count.succeeded == count.total && pendingInit == 0
          ? "Succeeded"
          : "Failed";
    }
    if (count.waiting > 0) {
      return "Pending";
    }
    if (count.running > 0) {
      return "Running";
    }
    if (count.stopped == count.total && count.total > 0) {
      if (policy.equals("Always")) {
        return "Running";
      }
      if (count.succeeded == count.total) {
        return "Succeeded";
      }
      return policy.equals("Never") ? "Failed" : "Running";
    }
    return "Pending";
  }

  private static boolean failedBefore(@Nullable ContainerStatus s) {
    return s != null && s.getLastState() != null && s.getLastState().getTerminated() != null;
  }

  private record Count(int total, int waiting, int running, int stopped, int succeeded) {
    static Count of(Pod pod, List<ContainerStatus> statuses) {
      int waiting = 0;
      int running = 0;
      int stopped = 0;
      int succeeded = 0;
      for (Container c : pod.getSpec().getContainers()) {
        ContainerStatus s = find(statuses, c.getName());
        if (s == null || s.getState() == null) {
          waiting++;
        } else if (s.getState().getRunning() != null) {
          running++;
        } else if (s.getState().getTerminated() != null) {
          stopped++;
          succeeded += s.getState().getTerminated().getExitCode() == 0 ? 1 : 0;
        } else if (failedBefore(s)) {
          stopped++;
        } else {
          waiting++;
        }
      }
      return new Count(pod.getSpec().getContainers().size(), waiting, running, stopped, succeeded);
    }
  }

  private static @Nullable ContainerStatus find(List<ContainerStatus> statuses, String name) {
    for (ContainerStatus s : statuses) {
      if (s.getName().equals(name)) {
        return s;
      }
    }
    return null;
  }
}
