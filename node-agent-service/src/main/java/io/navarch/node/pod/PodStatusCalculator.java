package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A pod's status from what the runtime shows. */
public final class PodStatusCalculator {
  private static final String RUNTIME_PREFIX = "containerd://";

  private PodStatusCalculator() {}

  /**
   * What the status is made from besides pod and runtime.
   *
   * @param terminal whether nothing of the pod will be started any more
   * @param waiting by container name, why a container could not be started
   * @param started ids of containers that have started up
   * @param ready ids of containers that are ready for traffic
   * @param verdict reason and message of a pod that the node has given up, else null
   * @param resize how far the pod is with the resources it wants now
   * @param lastWords termination message of a container that has exited
   */
  public record View(
      boolean terminal,
      Map<String, WaitingReason> waiting,
      Set<String> started,
      Set<String> ready,
      @Nullable WaitingReason verdict,
      PodResizes.Progress resize,
      Function<ObservedContainer, String> lastWords,
      Instant now) {}

  public static PodStatus calculate(Pod pod, ObservedPod observed, NodeFacts node, View view) {
    PodStatus before = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    boolean hasInit = !pod.getSpec().getInitContainers().isEmpty();
    List<ContainerStatus> init = new ArrayList<>();
    for (Container c : pod.getSpec().getInitContainers()) {
      init.add(
          status(
              c,
              c.getImage(),
              "PodInitializing",
              before.getInitContainerStatuses(),
              observed,
              view));
    }
    fixInitReadiness(pod, init);
    List<ContainerStatus> main = new ArrayList<>();
    String idle = hasInit ? "PodInitializing" : "ContainerCreating";
    for (Container c : pod.getSpec().getContainers()) {
      main.add(status(c, c.getImage(), idle, before.getContainerStatuses(), observed, view));
    }
    List<ContainerStatus> ephemeral = new ArrayList<>();
    for (EphemeralContainer e : pod.getSpec().getEphemeralContainers()) {
      Container c = PodContainers.find(pod, e.getName());
      if (c != null) {
        ephemeral.add(
            status(
                c,
                e.getImage(),
                "ContainerCreating",
                before.getEphemeralContainerStatuses(),
                observed,
                view));
      }
    }
    String phase =
        view.verdict() != null
            ? "Failed"
            : stickyPhase(before, PodPhases.phase(pod, init, main, view.terminal()));
    boolean hostNetwork = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    ObservedSandbox sandbox = observed.sandbox();
    boolean sandboxReady = sandbox != null && sandbox.ready();
    List<String> ips = hostNetwork ? node.ips() : podIps(before, sandbox);
    var status =
        new PodStatusBuilder()
            .withPhase(phase)
            .withConditions(
                PodConditions.of(pod, phase, sandboxReady, init, main, view.resize(), view.now()))
            .withHostIP(node.ip())
            .withHostIPs(node.ips().stream().map(HostIP::new).toList())
            .withStartTime(
                before.getStartTime() == null
                    ? Timestamps.seconds(view.now())
                    : before.getStartTime())
            .withQosClass(
                before.getQosClass() == null ? Qos.of(pod).apiName() : before.getQosClass())
            .withInitContainerStatuses(init)
            .withContainerStatuses(main)
            .withEphemeralContainerStatuses(ephemeral)
            .withNominatedNodeName(before.getNominatedNodeName())
            .withResize(before.getResize())
            .withObservedGeneration(pod.getMetadata().getGeneration())
            .withReason(view.verdict() == null ? before.getReason() : view.verdict().reason())
            .withMessage(view.verdict() == null ? before.getMessage() : view.verdict().message());
    if (!ips.isEmpty()) {
      status.withPodIP(ips.getFirst()).withPodIPs(ips.stream().map(PodIP::new).toList());
    }
    return status.build();
  }

  /** A phase that is final stays. */
  private static String stickyPhase(PodStatus before, String phase) {
    String old = before.getPhase();
    return "Failed".equals(old) || "Succeeded".equals(old) ? old : phase;
  }

  private static List<String> podIps(PodStatus before, @Nullable ObservedSandbox sandbox) {
    if (sandbox != null && sandbox.ready() && !sandbox.ips().isEmpty()) {
      return sandbox.ips();
    }
    return before.getPodIPs().stream().map(PodIP::getIp).toList();
  }

  /** A regular init container counts as ready once it has succeeded. */
  private static void fixInitReadiness(Pod pod, List<ContainerStatus> init) {
    for (int i = 0; i < init.size(); i++) {
      Container c = pod.getSpec().getInitContainers().get(i);
      ContainerStatus s = init.get(i);
      if (!PodActionPlanner.sidecar(c)) {
        var terminated = s.getState().getTerminated();
        s.setReady(terminated != null && terminated.getExitCode() == 0);
      }
    }
  }

  private static ContainerStatus status(
      Container c,
      String image,
      String idleReason,
      List<ContainerStatus> before,
      ObservedPod observed,
      View view) {
    ContainerStatus old = find(before, c.getName());
    ObservedContainer latest = observed.latest(c.getName());
    if (latest == null) {
      return absent(c.getName(), image, idleReason, old, view);
    }
    ObservedContainer previous = observed.previous(c.getName());
    boolean running = latest.running();
    ContainerState state = state(latest, view);
    ContainerState last = previous == null ? null : state(previous, view);
    WaitingReason waiting = view.waiting().get(c.getName());
    if (!running && waiting != null && !view.terminal()) {
      if (latest.exited()) {
        last = state;
      }
      state = waitingState(waiting);
    }
    boolean started = running && view.started().contains(latest.id());
    return new ContainerStatusBuilder()
        .withName(c.getName())
        .withImage(latest.image().isEmpty() ? image : latest.image())
        .withImageID(latest.imageId())
        .withContainerID(RUNTIME_PREFIX + latest.id())
        .withRestartCount(latest.attempt())
        .withState(state)
        .withLastState(lastState(last, old, latest))
        .withStarted(started)
        .withReady(started && view.ready().contains(latest.id()))
        .withResources(running ? resources(c, old, view) : null)
        .withAllocatedResources(
            c.getResources() != null && running && c.getResources().getRequests() != null
                ? c.getResources().getRequests()
                : null)
        .build();
  }

  /** What a running container has, which is what it had while a resize is under way. */
  private static @Nullable ResourceRequirements resources(
      Container c, @Nullable ContainerStatus old, View view) {
    return old != null
            && old.getResources() != null
            && view.resize().underWay().contains(c.getName())
        ? old.getResources()
        : c.getResources();
  }

  /**
   * What came before the current state; kept from the old status when the runtime has forgotten it.
   */
  private static ContainerState lastState(
      @Nullable ContainerState last, @Nullable ContainerStatus old, ObservedContainer latest) {
    if (last != null && last.getTerminated() != null) {
      return last;
    }
    boolean remembered =
        old != null
            && old.getLastState() != null
            && old.getLastState().getTerminated() != null
            && latest.attempt() > 0;
    return remembered && old != null ? old.getLastState() : new ContainerState();
  }

  private static ContainerStatus absent(
      String name, String image, String idleReason, @Nullable ContainerStatus old, View view) {
    WaitingReason waiting = view.waiting().get(name);
    boolean ended = old != null && old.getState() != null && old.getState().getTerminated() != null;
    boolean wasRunning =
        old != null && old.getState() != null && old.getState().getRunning() != null;
    if (ended && old != null) {
      return new ContainerStatusBuilder(old).withReady(false).withStarted(false).build();
    }
    if (wasRunning && old != null && view.terminal()) {
      return new ContainerStatusBuilder(old)
          .withReady(false)
          .withStarted(false)
          .withState(
              new ContainerStateBuilder()
                  .withNewTerminated()
                  .withExitCode(137)
                  .withReason("ContainerStatusUnknown")
                  .withMessage("The container could not be located when the pod was terminated")
                  .withContainerID(old.getContainerID())
                  .endTerminated()
                  .build())
          .build();
    }
    return new ContainerStatusBuilder()
        .withName(name)
        .withImage(image)
        .withImageID("")
        .withRestartCount(old == null ? 0 : old.getRestartCount())
        .withLastState(
            old == null || old.getLastState() == null ? new ContainerState() : old.getLastState())
        .withState(waitingState(waiting == null ? new WaitingReason(idleReason, "") : waiting))
        .withReady(false)
        .withStarted(false)
        .build();
  }

  private static ContainerState waitingState(WaitingReason waiting) {
    return new ContainerStateBuilder()
        .withNewWaiting()
        .withReason(waiting.reason())
        .withMessage(waiting.message().isEmpty() ? null : waiting.message())
        .endWaiting()
        .build();
  }

  private static ContainerState state(ObservedContainer c, View view) {
    return switch (c.state()) {
      case RUNNING ->
          new ContainerStateBuilder()
              .withNewRunning()
              .withStartedAt(time(c.startedAt()))
              .endRunning()
              .build();
      case EXITED, UNKNOWN -> {
        String words = view.lastWords().apply(c);
        String message = !words.isEmpty() ? words : c.message();
        yield new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(
                c.state() == ObservedContainer.State.UNKNOWN && c.exitCode() == 0
                    ? 137
                    : c.exitCode())
            .withReason(
                c.reason().isEmpty() ? (c.exitCode() == 0 ? "Completed" : "Error") : c.reason())
            .withMessage(message.isEmpty() ? null : message)
            .withStartedAt(time(c.startedAt()))
            .withFinishedAt(time(c.finishedAt()))
            .withContainerID(RUNTIME_PREFIX + c.id())
            .endTerminated()
            .build();
      }
      case CREATED -> waitingState(new WaitingReason("ContainerCreating", ""));
    };
  }

  private static @Nullable String time(@Nullable Instant t) {
    return t == null ? null : Timestamps.seconds(t);
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
