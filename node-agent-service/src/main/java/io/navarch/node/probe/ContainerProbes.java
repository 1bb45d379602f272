package io.navarch.node.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.navarch.node.api.EventRecorder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The probes of all running containers. A container with probes has one loop for each of them; what
 * they found is kept by container id and told by a change notice, so that the pod's worker looks
 * again at once.
 */
public final class ContainerProbes {
  private final Prober prober;
  private final EventRecorder events;
  private final Consumer<String> changed;
  private final Map<String, State> states = new ConcurrentHashMap<>();

  /** The three kinds, in the spelling of events. */
  private enum Kind {
    STARTUP("Startup"),
    LIVENESS("Liveness"),
    READINESS("Readiness");

    private final String spoken;

    Kind(String spoken) {
      this.spoken = spoken;
    }
  }

  /**
   * What the probes of a container say: whether it has started, is ready, and which probe has given
   * it up.
   */
  public record Verdict(boolean started, boolean ready, Failure failure) {}

  /** The probe whose failure means that the container must be restarted. */
  public enum Failure {
    NONE,
    STARTUP,
    LIVENESS
  }

  private static final class State {
    private final String podUid;
    private volatile boolean started;
    private volatile boolean ready;
    private volatile Failure failure = Failure.NONE;
    private volatile boolean stopped;
    private volatile boolean quiet;

    private State(String podUid) {
      this.podUid = podUid;
    }
  }

  /**
   * @param changed is told the uid of a pod when one of its probes changed its mind
   */
  public ContainerProbes(Prober prober, EventRecorder events, Consumer<String> changed) {
    this.prober = prober;
    this.events = events;
    this.changed = changed;
  }

  /**
   * Starts probing a running container, unless that is under way; {@code fieldPath} names it in
   * events.
   */
  public Verdict watch(
      Pod pod, Container container, String fieldPath, String containerId, String podIp) {
    State state = states.get(containerId);
    if (state == null) {
      state = new State(pod.getMetadata().getUid());
      remember(pod, containerId, state);
      states.put(containerId, state);
      begin(new Watched(pod, container, fieldPath, containerId, podIp, state));
    }
    return new Verdict(state.started, state.ready && state.failure == Failure.NONE, state.failure);
  }

  /** Takes over what an earlier agent had found out about the very same container. */
  private static void remember(Pod pod, String containerId, State state) {
    if (pod.getStatus() == null) {
      return;
    }
    Stream.concat(
            pod.getStatus().getContainerStatuses().stream(),
            pod.getStatus().getInitContainerStatuses().stream())
        .filter(s -> s.getContainerID() != null && s.getContainerID().endsWith("://" + containerId))
        .forEach(
            s -> {
              state.started = Boolean.TRUE.equals(s.getStarted());
              state.ready = Boolean.TRUE.equals(s.getReady());
            });
  }

  private record Watched(
      Pod pod,
      Container container,
      String fieldPath,
      String containerId,
      String podIp,
      State state) {}

  private void begin(Watched w) {
    if (w.container().getStartupProbe() == null || w.state().started) {
      w.state().started = true;
      beginLasting(w);
    } else {
      loop(w, Kind.STARTUP, w.container().getStartupProbe());
    }
  }

  private void beginLasting(Watched w) {
    if (w.container().getReadinessProbe() == null) {
      w.state().ready = true;
    } else {
      loop(w, Kind.READINESS, w.container().getReadinessProbe());
    }
    if (w.container().getLivenessProbe() != null) {
      loop(w, Kind.LIVENESS, w.container().getLivenessProbe());
    }
  }

  private void loop(Watched w, Kind kind, Probe probe) {
    Thread.ofVirtual()
        .name("probe-" + kind.spoken + "-" + w.container().getName())
        .start(
            () -> {
              try {
                run(w, kind, probe);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void run(Watched w, Kind kind, Probe probe) throws InterruptedException {
    Thread.sleep(Duration.ofSeconds(number(probe.getInitialDelaySeconds(), 0)));
    Duration period = Duration.ofSeconds(number(probe.getPeriodSeconds(), 10));
    int successThreshold = number(probe.getSuccessThreshold(), 1);
    int failureThreshold = number(probe.getFailureThreshold(), 3);
    int inARow = 0;
    boolean last = false;
    while (!w.state().stopped) {
      ProbeOutcome outcome = prober.probe(probe, w.container(), w.containerId(), w.podIp());
      if (w.state().stopped || (w.state().quiet && kind != Kind.READINESS)) {
        return;
      }
      if (!outcome.success()) {
        events.container(
            w.pod(),
            w.fieldPath(),
            "Warning",
            "Unhealthy",
            kind.spoken + " probe failed: " + outcome.output());
      }
      inARow = outcome.success() == last ? inARow + 1 : 1;
      last = outcome.success();
      if (inARow >= (last ? successThreshold : failureThreshold) && conclude(w, kind, last)) {
        return;
      }
      Thread.sleep(period);
    }
  }

  /**
   * Draws the conclusion of enough like outcomes; returns true when this probe has nothing more to
   * find out.
   */
  private boolean conclude(Watched w, Kind kind, boolean success) {
    State state = w.state();
    switch (kind) {
      case STARTUP -> {
        if (success) {
          state.started = true;
          beginLasting(w);
        } else {
          state.failure = Failure.STARTUP;
        }
        changed.accept(state.podUid);
        return true;
      }
      case READINESS -> {
        if (state.ready != success) {
          state.ready = success;
          changed.accept(state.podUid);
        }
        return false;
      }
      case LIVENESS -> {
        if (success) {
          return false;
        }
        state.failure = Failure.LIVENESS;
        changed.accept(state.podUid);
        return true;
      }
    }
    throw new IllegalStateException(kind.name());
  }

  /** What is known of a container without starting to probe it. */
  public @Nullable Verdict verdict(String containerId) {
    State state = states.get(containerId);
    return state == null ? null : new Verdict(state.started, state.ready, state.failure);
  }

  /** Ends the probing of a container that does not run any more. */
  public void stop(String containerId) {
    State state = states.remove(containerId);
    if (state != null) {
      state.stopped = true;
    }
  }

  /**
   * Ends startup and liveness probing of a pod that is being shut down; whether it is ready still
   * counts.
   */
  public void quieten(String podUid) {
    for (State state : states.values()) {
      if (state.podUid.equals(podUid)) {
        state.quiet = true;
      }
    }
  }

  private static int number(@Nullable Integer n, int otherwise) {
    return n == null ? otherwise : n;
  }
}
