package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.navarch.node.cri.RuntimeFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops containers and sandboxes, with the grace that they have. */
final class PodKiller {
  private static final Logger log = LoggerFactory.getLogger(PodKiller.class);

  /** What is left for stopping when a hook has used all of the grace up. */
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  private final NodeServices services;
  private final LifecycleHooks hooks;

  PodKiller(NodeServices services) {
    this.services = services;
    this.hooks = new LifecycleHooks(services.runtime());
  }

  /**
   * Stops everything of a pod: main containers together, sidecars after them in reverse order, then
   * sandboxes.
   */
  void killPod(Pod pod, ObservedPod observed, Duration grace) throws InterruptedException {
    Instant end = services.clock().instant().plus(grace);
    List<String> sidecars =
        pod.getSpec().getInitContainers().stream()
            .filter(PodActionPlanner::sidecar)
            .map(Container::getName)
            .toList();
    List<ObservedContainer> first =
        observed.running().stream().filter(c -> !sidecars.contains(c.name())).toList();
    killTogether(pod, first, observed, grace);
    for (String name : sidecars.reversed()) {
      ObservedContainer sidecar = observed.latest(name);
      if (sidecar != null && sidecar.running()) {
        killContainer(pod, sidecar, observed, remaining(end), null);
      }
    }
    stopSandboxes(observed);
  }

  private void killTogether(
      Pod pod, List<ObservedContainer> containers, ObservedPod observed, Duration grace)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (ObservedContainer c : containers) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      killContainer(pod, c, observed, grace, null);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    for (Thread t : threads) {
      t.join();
    }
  }

  /** Stops one container; {@code message} says why, else it is simply stopped. */
  void killContainer(
      Pod pod, ObservedContainer c, ObservedPod observed, Duration grace, @Nullable String message)
      throws InterruptedException {
    Instant end = services.clock().instant().plus(grace);
    String field = PodWork.fieldPath(pod, c.name());
    services
        .events()
        .container(
            pod,
            field,
            "Normal",
            "Killing",
            message == null ? "Stopping container " + c.name() : message);
    Container spec = PodContainers.find(pod, c.name());
    if (spec != null && spec.getLifecycle() != null && spec.getLifecycle().getPreStop() != null) {
      preStop(pod, spec, c, observed, grace);
    }
    Duration left = remaining(end);
    try {
      services
          .runtime()
          .stopContainer(
              c.id(),
              left.compareTo(SHORTEST) < 0 && !grace.isZero() ? min(SHORTEST, grace) : left);
    } catch (RuntimeFailure e) {
      if (!e.isNotFound()) {
        throw e;
      }
    } finally {
      services.probes().stop(c.id());
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private void preStop(
      Pod pod, Container spec, ObservedContainer c, ObservedPod observed, Duration grace)
      throws InterruptedException {
    ObservedSandbox sandbox = observed.sandbox();
    String ip =
        sandbox == null || sandbox.ips().isEmpty()
            ? services.node().ip()
            : sandbox.ips().getFirst();
    String failure = hooks.run(spec.getLifecycle().getPreStop(), spec, c.id(), ip, grace);
    if (failure != null) {
      services
          .events()
          .container(
              pod,
              PodWork.fieldPath(pod, c.name()),
              "Warning",
              "FailedPreStopHook",
              "PreStopHook failed");
      log.info(
          "The preStop hook of {} in {} failed: {}",
          c.name(),
          pod.getMetadata().getName(),
          failure);
    }
  }

  private Duration remaining(Instant end) {
    Duration left = Duration.between(services.clock().instant(), end);
    return left.isNegative() ? Duration.ZERO : left;
  }

  void stopSandboxes(ObservedPod observed) {
    for (ObservedSandbox s : observed.sandboxes()) {
      if (s.ready()) {
        services.runtime().stopSandbox(s.id());
      }
    }
  }

  /**
   * Kills at once what is still running, for a pod whose grace was cut short while it was stopping.
   */
  void hurry(ObservedPod observed, Duration grace) {
    for (ObservedContainer c : observed.running()) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  services.runtime().stopContainer(c.id(), grace);
                } catch (RuntimeFailure e) {
                  log.debug("Container {} could not be hurried", c.id(), e);
                }
              });
    }
  }
}
