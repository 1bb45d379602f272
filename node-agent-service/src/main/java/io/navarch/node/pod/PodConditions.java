package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The conditions of a pod that its node answers for. */
final class PodConditions {
  static final Set<String> OWN =
      Set.of(
          "PodReadyToStartContainers",
          "Initialized",
          "ContainersReady",
          "Ready",
          "PodResizePending",
          "PodResizeInProgress");

  private PodConditions() {}

  /** All of the pod's conditions: foreign ones as they are, own ones as they are now. */
  static List<PodCondition> of(
      Pod pod,
      String phase,
      boolean sandboxReady,
      List<ContainerStatus> init,
      List<ContainerStatus> main,
      PodResizes.Progress resize,
      Instant now) {
    List<PodCondition> before =
        pod.getStatus() == null ? List.of() : pod.getStatus().getConditions();
    List<PodCondition> result = new ArrayList<>();
    PodCondition containersReady = containersReady(pod, phase, init, main);
    List<PodCondition> fresh =
        new ArrayList<>(
            List.of(
                condition("PodReadyToStartContainers", sandboxReady, null, null),
                initialized(pod, phase, init, main),
                ready(pod, containersReady, before),
                containersReady));
    addResize(resize, fresh);
    for (PodCondition c : fresh) {
      result.add(dated(c, find(before, c.getType()), pod, now));
    }
    before.stream().filter(c -> !OWN.contains(c.getType())).forEach(result::add);
    return result;
  }

  private static void addResize(PodResizes.Progress resize, List<PodCondition> fresh) {
    WaitingReason pending = resize.pending();
    if (pending != null) {
      fresh.add(condition("PodResizePending", true, pending.reason(), pending.message()));
    }
    if (!resize.underWay().isEmpty()) {
      String reason = resize.error() == null ? null : "Error";
      fresh.add(condition("PodResizeInProgress", true, reason, resize.error()));
    }
  }

  private static PodCondition dated(
      PodCondition c, @Nullable PodCondition old, Pod pod, Instant now) {
    boolean same = old != null && Objects.equals(old.getStatus(), c.getStatus());
    c.setLastTransitionTime(
        same && old != null ? old.getLastTransitionTime() : Timestamps.seconds(now));
    c.setObservedGeneration(pod.getMetadata().getGeneration());
    return c;
  }

  private static PodCondition initialized(
      Pod pod, String phase, List<ContainerStatus> init, List<ContainerStatus> main) {
    if (phase.equals("Succeeded")) {
      return condition("Initialized", true, "PodCompleted", null);
    }
    boolean anyMain =
        main.stream().anyMatch(s -> s.getState() != null && s.getState().getWaiting() == null);
    List<String> missing = new ArrayList<>();
    for (Container c : pod.getSpec().getInitContainers()) {
      ContainerStatus s = containerStatus(init, c.getName());
      boolean done =
          s != null
              && (PodActionPlanner.sidecar(c)
                  ? Boolean.TRUE.equals(s.getStarted()) || anyMain
                  : succeeded(s));
      if (!done) {
        missing.add(c.getName());
      }
    }
    return missing.isEmpty()
        ? condition("Initialized", true, null, null)
        : condition(
            "Initialized",
            false,
            "ContainersNotInitialized",
            "containers with incomplete status: [" + String.join(" ", missing) + "]");
  }

  private static boolean succeeded(ContainerStatus s) {
    return s.getState() != null
        && s.getState().getTerminated() != null
        && s.getState().getTerminated().getExitCode() == 0;
  }

  private static PodCondition containersReady(
      Pod pod, String phase, List<ContainerStatus> init, List<ContainerStatus> main) {
    if (phase.equals("Succeeded")) {
      return condition("ContainersReady", false, "PodCompleted", null);
    }
    if (phase.equals("Failed")) {
      return condition("ContainersReady", false, "PodFailed", null);
    }
    List<String> unready = new ArrayList<>();
    for (Container c : PodContainers.lasting(pod)) {
      ContainerStatus s = containerStatus(PodActionPlanner.sidecar(c) ? init : main, c.getName());
      if (s == null || !Boolean.TRUE.equals(s.getReady())) {
        unready.add(c.getName());
      }
    }
    return unready.isEmpty()
        ? condition("ContainersReady", true, null, null)
        : condition(
            "ContainersReady",
            false,
            "ContainersNotReady",
            "containers with unready status: [" + String.join(" ", unready) + "]");
  }

  private static PodCondition ready(
      Pod pod, PodCondition containersReady, List<PodCondition> before) {
    if (!"True".equals(containersReady.getStatus())) {
      return condition("Ready", false, containersReady.getReason(), containersReady.getMessage());
    }
    List<String> messages = new ArrayList<>();
    for (PodReadinessGate gate : pod.getSpec().getReadinessGates()) {
      PodCondition c = find(before, gate.getConditionType());
      if (c == null) {
        messages.add(
            "corresponding condition of pod readiness gate \""
                + gate.getConditionType()
                + "\" does not exist.");
      } else if (!"True".equals(c.getStatus())) {
        messages.add(
            "the status of pod readiness gate \""
                + gate.getConditionType()
                + "\" is not \"True\", but "
                + c.getStatus());
      }
    }
    return messages.isEmpty()
        ? condition("Ready", true, null, null)
        : condition("Ready", false, "ReadinessGatesNotReady", String.join(", ", messages));
  }

  private static PodCondition condition(
      String type, boolean status, @Nullable String reason, @Nullable String message) {
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status ? "True" : "False")
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  private static @Nullable PodCondition find(List<PodCondition> conditions, String type) {
    for (PodCondition c : conditions) {
      if (c.getType().equals(type)) {
        return c;
      }
    }
    return null;
  }

  private static @Nullable ContainerStatus containerStatus(
      List<ContainerStatus> statuses, String name) {
    for (ContainerStatus s : statuses) {
      if (s.getName().equals(name)) {
        return s;
      }
    }
    return null;
  }
}
