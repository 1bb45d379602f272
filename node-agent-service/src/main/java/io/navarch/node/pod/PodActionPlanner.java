package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.navarch.node.pod.PodAction.ContainerKind;
import io.navarch.node.pod.PodAction.KillReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a pod needs next. The rules are those of Kubernetes' pod lifecycle: one sandbox at a
 * time, init containers one after the other (sidecars only until they have started), then all
 * containers together; what exits is started again as the restart policy says, with growing pauses.
 */
public final class PodActionPlanner {
  private PodActionPlanner() {}

  /**
   * What the planner knows besides pod and runtime.
   *
   * @param started ids of running containers that have passed their startup probe
   * @param failed ids of running containers whose liveness or startup probe has failed for good
   * @param backOffs by container name
   * @param actuated what running containers have, by their ids; those that are missing have what
   *     they shall have
   */
  public record Situation(
      Instant now,
      Set<String> started,
      Map<String, KillReason> failed,
      Map<String, BackOff> backOffs,
      Map<String, ResourceAmounts> actuated) {
    public Situation {
      started = Set.copyOf(started);
      failed = Map.copyOf(failed);
      backOffs = Map.copyOf(backOffs);
      actuated = Map.copyOf(actuated);
    }
  }

  /** The next steps; none when the pod is as wanted. */
  public static List<PodAction> plan(Pod pod, ObservedPod observed, Situation situation) {
    List<PodAction> actions = new ArrayList<>();
    ObservedSandbox sandbox = observed.sandbox();
    long ready = observed.sandboxes().stream().filter(ObservedSandbox::ready).count();
    if (sandbox == null || !sandbox.ready() || ready != 1 || !hasNetwork(pod, sandbox)) {
      planSandbox(pod, observed, actions);
      return actions;
    }
    planEphemeral(pod, observed, actions);
    if (!planInit(pod, observed, sandbox, situation, actions)) {
      return actions;
    }
    planMain(pod, observed, sandbox, situation, actions);
    return actions;
  }

  private static boolean hasNetwork(Pod pod, ObservedSandbox sandbox) {
    return Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) || !sandbox.ips().isEmpty();
  }

  private static void planSandbox(Pod pod, ObservedPod observed, List<PodAction> actions) {
    ObservedSandbox old = observed.sandbox();
    boolean anythingToRun =
        pod.getSpec().getContainers().stream()
                .anyMatch(c -> mayRun(pod, c, observed.latest(c.getName())))
            && !initFailedForGood(pod, observed);
    if (!anythingToRun) {
      if (!observed.stopped()) {
        actions.add(new PodAction.Finish());
      }
      return;
    }
    if (old != null && !observed.stopped()) {
      actions.add(new PodAction.StopSandboxes(true));
    }
    actions.add(new PodAction.CreateSandbox(old == null ? 0 : old.attempt() + 1));
  }

  private static boolean initFailedForGood(Pod pod, ObservedPod observed) {
    if (!"Never".equals(pod.getSpec().getRestartPolicy())) {
      return false;
    }
    return pod.getSpec().getInitContainers().stream()
        .filter(c -> !sidecar(c))
        .map(c -> observed.latest(c.getName()))
        .anyMatch(c -> c != null && c.exited() && !c.succeeded());
  }

  private static void planEphemeral(Pod pod, ObservedPod observed, List<PodAction> actions) {
    for (EphemeralContainer c : pod.getSpec().getEphemeralContainers()) {
      if (observed.latest(c.getName()) == null) {
        actions.add(new PodAction.StartContainer(c.getName(), ContainerKind.EPHEMERAL, 0));
      }
    }
  }

  /** Plans init containers and sidecars; tells whether the main containers' turn has come. */
  private static boolean planInit(
      Pod pod,
      ObservedPod observed,
      ObservedSandbox sandbox,
      Situation situation,
      List<PodAction> actions) {
    boolean initialized = initialized(pod, observed, sandbox);
    for (Container c : pod.getSpec().getInitContainers()) {
      ObservedContainer latest = inSandbox(observed.latest(c.getName()), sandbox);
      if (sidecar(c)) {
        if (!planSidecar(c, observed, latest, situation, actions) && !initialized) {
          return false;
        }
      } else if (!initialized && !planRegularInit(pod, c, observed, latest, situation, actions)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a main container was already made in this sandbox, after which init containers do not
   * run again.
   */
  private static boolean initialized(Pod pod, ObservedPod observed, ObservedSandbox sandbox) {
    return pod.getSpec().getContainers().stream()
        .anyMatch(c -> inSandbox(observed.latest(c.getName()), sandbox) != null);
  }

  private static boolean planSidecar(
      Container c,
      ObservedPod observed,
      @Nullable ObservedContainer latest,
      Situation situation,
      List<PodAction> actions) {
    if (latest != null && latest.running()) {
      if (killIfFailed(c, latest, situation, actions)) {
        return false;
      }
      resizeIfWanted(c, latest, situation, actions);
      return situation.started().contains(latest.id());
    }
    startOrWait(c.getName(), ContainerKind.SIDECAR, observed, situation, actions);
    return false;
  }

  private static boolean planRegularInit(
      Pod pod,
      Container c,
      ObservedPod observed,
      @Nullable ObservedContainer latest,
      Situation situation,
      List<PodAction> actions) {
    if (latest != null && latest.succeeded()) {
      return true;
    }
    if (latest != null && latest.running()) {
      return false;
    }
    if (latest != null && latest.exited() && "Never".equals(pod.getSpec().getRestartPolicy())) {
      actions.add(new PodAction.Finish());
      return false;
    }
    startOrWait(c.getName(), ContainerKind.INIT, observed, situation, actions);
    return false;
  }

  private static void planMain(
      Pod pod,
      ObservedPod observed,
      ObservedSandbox sandbox,
      Situation situation,
      List<PodAction> actions) {
    boolean alive = false;
    for (Container c : pod.getSpec().getContainers()) {
      ObservedContainer latest = observed.latest(c.getName());
      if (latest != null && latest.running() && latest.sandboxId().equals(sandbox.id())) {
        alive = true;
        if (killIfFailed(c, latest, situation, actions)) {
          continue;
        }
        if (!latest.hash().equals(ContainerHash.of(c))) {
          actions.add(
              new PodAction.KillContainer(
                  latest,
                  KillReason.SPEC_CHANGED,
                  "Container " + c.getName() + " definition changed, will be restarted"));
        } else {
          resizeIfWanted(c, latest, situation, actions);
        }
      } else if (mayRun(pod, c, latest)) {
        alive = true;
        startOrWait(c.getName(), ContainerKind.MAIN, observed, situation, actions);
      }
    }
    if (!alive) {
      actions.add(new PodAction.Finish());
    }
  }

  private static boolean killIfFailed(
      Container c, ObservedContainer running, Situation situation, List<PodAction> actions) {
    KillReason failed = situation.failed().get(running.id());
    if (failed == null) {
      return false;
    }
    String probe = failed == KillReason.STARTUP_PROBE ? "startup" : "liveness";
    actions.add(
        new PodAction.KillContainer(
            running,
            failed,
            "Container " + c.getName() + " failed " + probe + " probe, will be restarted"));
    return true;
  }

  private static void resizeIfWanted(
      Container c, ObservedContainer running, Situation situation, List<PodAction> actions) {
    ResourceAmounts has = situation.actuated().get(running.id());
    if (has == null || has.equals(ResourceAmounts.of(c))) {
      return;
    }
    actions.add(
        ResizePlanner.restarts(c, has)
            ? new PodAction.KillContainer(
                running,
                KillReason.RESIZED,
                "Container " + c.getName() + " resize requires restart")
            : new PodAction.ResizeContainer(running));
  }

  private static void startOrWait(
      String name,
      ContainerKind kind,
      ObservedPod observed,
      Situation situation,
      List<PodAction> actions) {
    ObservedContainer latest = observed.latest(name);
    if (latest != null && latest.finishedAt() != null) {
      BackOff backOff = situation.backOffs().get(name);
      if (backOff != null && !backOff.allows(latest.finishedAt(), situation.now())) {
        Instant until = latest.finishedAt().plus(backOff.delay());
        actions.add(new PodAction.WaitForBackOff(name, until, latest));
        return;
      }
    }
    int attempt = latest == null ? 0 : latest.attempt() + 1;
    actions.add(new PodAction.StartContainer(name, kind, attempt));
  }

  /** Whether a main container that is not running may be started (again). */
  static boolean mayRun(Pod pod, Container c, @Nullable ObservedContainer latest) {
    if (latest == null || latest.state() == ObservedContainer.State.CREATED || latest.running()) {
      return true;
    }
    String own = c.getRestartPolicy();
    String policy = own == null ? pod.getSpec().getRestartPolicy() : own;
    return switch (policy == null ? "Always" : policy) {
      case "Never" -> false;
      case "OnFailure" -> !latest.succeeded();
      default -> true;
    };
  }

  /** Whether an init container goes on beside the main ones. */
  public static boolean sidecar(Container initContainer) {
    return "Always".equals(initContainer.getRestartPolicy());
  }

  private static @Nullable ObservedContainer inSandbox(
      @Nullable ObservedContainer c, ObservedSandbox sandbox) {
    return c != null && c.sandboxId().equals(sandbox.id()) ? c : null;
  }

  /**
   * How long until the earliest pause of a plan is over, or null when the plan waits for nothing.
   */
  static @Nullable Duration rest(List<PodAction> actions, Instant now) {
    Duration shortest = null;
    for (PodAction action : actions) {
      if (action instanceof PodAction.WaitForBackOff wait) {
        Duration d = Duration.between(now, wait.until());
        shortest = shortest == null || d.compareTo(shortest) < 0 ? d : shortest;
      }
    }
    return shortest;
  }
}
