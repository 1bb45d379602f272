package io.navarch.node.pod;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.navarch.node.cri.RuntimeFailure;
import io.navarch.node.cri.v1.PodSandboxConfig;
import io.navarch.node.pod.PodAction.KillReason;
import io.navarch.node.pod.PodLifecycle.Signal;
import io.navarch.node.probe.ContainerProbes;
import io.navarch.node.volume.VolumeFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** One pass over one pod: looks at it, decides, acts, tells the API. */
final class PodSync {
  private final NodeServices services;
  private final ContainerStarter starter;
  private final PodKiller killer;
  private final PodRemoval removal;
  private final PodResizes resizes;
  private final PodReport report;
  private final PodTiming timing;
  private final Function<String, Collection<Pod>> others;
  private final ReentrantLock admission = new ReentrantLock();

  /**
   * @param others the pods on the node besides the one of that uid
   */
  PodSync(NodeServices services, Function<String, Collection<Pod>> others) {
    this.services = services;
    this.starter = new ContainerStarter(services);
    this.killer = new PodKiller(services);
    this.removal = new PodRemoval(services);
    this.resizes = new PodResizes(services);
    this.report = new PodReport(services, resizes);
    this.timing = new PodTiming(services.clock());
    this.others = others;
  }

  /** When to look at the pod again. */
  sealed interface Next {
    record After(Duration delay) implements Next {}

    /** The node is done with it. */
    record Never() implements Next {}
  }

  Next sync(PodWork work) throws InterruptedException {
    return switch (work.lifecycle().stage()) {
      case SYNCING -> run(work);
      case TERMINATING -> terminate(work);
      case TERMINATED -> finish(work);
      case REMOVED -> new Next.Never();
    };
  }

  private Next run(PodWork work) throws InterruptedException {
    Pod wanted = report.withLatestStatus(work);
    // 1. Pods that have come to their end are only taken down.
    if (work.mustStop() || ended(wanted) || pastDeadline(work, wanted)) {
      work.lifecycle().signal(Signal.SHUT_DOWN);
      return terminate(work);
    }
    // 2. Tell the API that the node has it, with what it grants it.
    ObservedPod observed = observe(wanted);
    if (!admitted(work, wanted, observed)) {
      work.lifecycle().signal(Signal.SHUT_DOWN);
      return terminate(work);
    }
    Pod pod = resizes.granted(work, wanted, observed, others.apply(work.uid()));
    probe(pod, observed);
    report.publish(work, pod, observed, false);
    // 3. Volumes.
    Map<String, Path> volumes;
    try {
      volumes = services.volumes().setUp(pod, ips(observed));
    } catch (VolumeFailure e) {
      services.events().warning(pod, "FailedMount", String.valueOf(e.getMessage()));
      return new Next.After(PodTiming.retryDelay(work));
    }
    // 4. The control group.
    String group = services.cgroups().prepare(pod, !observed.running().isEmpty());
    // 5. Act until there is nothing left to do.
    Pass pass = new Pass(work, pod, volumes, group);
    Duration rest = act(pass, observed);
    if (pass.finished) {
      work.lifecycle().signal(Signal.SHUT_DOWN);
      return terminate(work);
    }
    work.failures = pass.failed ? work.failures : 0;
    Duration next =
        pass.failed && rest.equals(PodTiming.RESYNC) ? PodTiming.retryDelay(work) : rest;
    return new Next.After(timing.untilDeadline(pod, next));
  }

  /** One pod after the other, so that each sees those that were admitted before it. */
  private boolean admitted(PodWork work, Pod pod, ObservedPod observed) {
    if (work.admitted) {
      return true;
    }
    boolean known = pod.getStatus() != null && pod.getStatus().getStartTime() != null;
    admission.lock();
    try {
      if (!known && observed.sandbox() == null) {
        NodeRoom room = new NodeRoom(services.node().allocatable(), others.apply(work.uid()));
        WaitingReason rejection = PodAdmission.rejection(pod, room);
        if (rejection != null) {
          services.events().warning(pod, rejection.reason(), rejection.message());
          work.verdict =
              new WaitingReason(rejection.reason(), "Pod was rejected: " + rejection.message());
          return false;
        }
      }
      work.admitted = true;
      return true;
    } finally {
      admission.unlock();
    }
  }

  /** What one pass carries with it. */
  private static final class Pass {
    private final PodWork work;
    private final Pod pod;
    private final Map<String, Path> volumes;
    private final String cgroup;
    private final Set<String> given = new HashSet<>();
    private boolean failed;
    private boolean finished;
    private boolean resized;

    private Pass(PodWork work, Pod pod, Map<String, Path> volumes, String cgroup) {
      this.work = work;
      this.pod = pod;
      this.volumes = volumes;
      this.cgroup = cgroup;
    }
  }

  private Duration act(Pass pass, ObservedPod first) throws InterruptedException {
    ObservedPod observed = first;
    while (true) {
      Instant now = services.clock().instant();
      Map<String, ContainerProbes.Verdict> verdicts = probe(pass.pod, observed);
      var situation = situation(pass.work, observed, verdicts, now);
      List<PodAction> plan = PodActionPlanner.plan(pass.pod, observed, situation);
      boolean acted = false;
      for (PodAction action : plan) {
        acted |= perform(pass, action, observed);
        if (pass.finished) {
          return PodTiming.RESYNC;
        }
      }
      if (!acted) {
        if (pass.resized) {
          services.cgroups().settle(pass.pod);
        }
        report.publish(pass.work, pass.pod, observed, false);
        removal.prune(observed);
        Duration rest = PodActionPlanner.rest(plan, now);
        return PodTiming.shortest(rest, PodTiming.nextRetry(pass.work, now));
      }
      observed = observe(pass.pod);
    }
  }

  /** Takes one step; returns whether the pod must be looked at again. */
  private boolean perform(Pass pass, PodAction action, ObservedPod observed)
      throws InterruptedException {
    return switch (action) {
      case PodAction.StopSandboxes stop -> {
        services
            .events()
            .normal(
                pass.pod,
                "SandboxChanged",
                "Pod sandbox changed, it will be killed and re-created.");
        killer.killPod(pass.pod, observed, pass.work.grace());
        yield true;
      }
      case PodAction.CreateSandbox create -> createSandbox(pass, create.attempt());
      case PodAction.StartContainer start -> startContainer(pass, start, observed);
      case PodAction.KillContainer kill -> {
        killer.killContainer(
            pass.pod, kill.container(), observed, probeGrace(pass, kill), kill.message());
        pass.resized |= kill.reason() == KillReason.RESIZED;
        yield true;
      }
      case PodAction.ResizeContainer resize -> {
        boolean done = resizes.resize(pass.work, pass.pod, resize.container());
        pass.resized |= done;
        pass.failed |= !done;
        yield done;
      }
      case PodAction.WaitForBackOff wait -> {
        backOff(pass, wait);
        yield false;
      }
      case PodAction.Finish finish -> {
        pass.finished = true;
        yield true;
      }
    };
  }

  private Duration probeGrace(Pass pass, PodAction.KillContainer kill) {
    Container c = PodContainers.find(pass.pod, kill.container().name());
    Probe probe =
        c == null
            ? null
            : switch (kill.reason()) {
              case LIVENESS_PROBE -> c.getLivenessProbe();
              case STARTUP_PROBE -> c.getStartupProbe();
              case SPEC_CHANGED, RESIZED, UNKNOWN_STATE -> null;
            };
    Long own = probe == null ? null : probe.getTerminationGracePeriodSeconds();
    return own == null ? pass.work.grace() : Duration.ofSeconds(own);
  }

  private boolean createSandbox(Pass pass, int attempt) {
    if (!pass.given.add("")) {
      return false;
    }
    Pod pod = pass.pod;
    try {
      PodSandboxConfig config = sandboxConfig(pass, attempt);
      Files.createDirectories(Path.of(config.getLogDirectory()));
      services.runtime().runSandbox(config, "");
      return true;
    } catch (RuntimeFailure | IOException e) {
      services
          .events()
          .warning(
              pod, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
      pass.failed = true;
      return false;
    }
  }

  private PodSandboxConfig sandboxConfig(Pass pass, int attempt) {
    return SandboxConfigs.of(pass.pod, attempt, services.node(), pass.cgroup, resolvConf());
  }

  private List<String> resolvConf() {
    try {
      return Files.readAllLines(services.node().resolvConf());
    } catch (IOException e) {
      return List.of();
    }
  }

  private boolean startContainer(Pass pass, PodAction.StartContainer start, ObservedPod observed)
      throws InterruptedException {
    PodWork work = pass.work;
    Instant notBefore = work.retryAt.get(start.name());
    if (pass.given.contains(start.name())
        || (notBefore != null && services.clock().instant().isBefore(notBefore))) {
      return false;
    }
    Container c = PodContainers.find(pass.pod, start.name());
    ObservedSandbox sandbox = observed.sandbox();
    if (c == null || sandbox == null) {
      return false;
    }
    ObservedContainer latest = observed.latest(start.name());
    if (latest != null && latest.state() != ObservedContainer.State.CREATED) {
      Instant now = services.clock().instant();
      work.backOffs.put(start.name(), BackOff.next(work.backOffs.get(start.name()), now));
    }
    var place =
        new ContainerStarter.Place(
            sandbox, sandboxConfig(pass, sandbox.attempt()), pass.volumes, observed);
    return switch (starter.start(pass.pod, c, start.attempt(), place)) {
      case ContainerStarter.Started.Running running -> {
        work.waiting.remove(start.name());
        work.retryAt.remove(start.name());
        yield true;
      }
      case ContainerStarter.Started.Failed failed -> {
        pass.given.add(start.name());
        work.waiting.put(start.name(), failed.reason());
        work.retryAt.put(start.name(), failed.retryAt());
        yield true;
      }
    };
  }

  private void backOff(Pass pass, PodAction.WaitForBackOff wait) {
    Pod pod = pass.pod;
    var meta = pod.getMetadata();
    String full = meta.getName() + "_" + meta.getNamespace() + "(" + meta.getUid() + ")";
    BackOff current = pass.work.backOffs.get(wait.name());
    String delay = current == null ? "" : spoken(current.delay());
    WaitingReason reason =
        new WaitingReason(
            "CrashLoopBackOff",
            "back-off " + delay + " restarting failed container=" + wait.name() + " pod=" + full);
    pass.work.waiting.put(wait.name(), reason);
    services
        .events()
        .container(
            pod,
            PodWork.fieldPath(pod, wait.name()),
            "Warning",
            "BackOff",
            "Back-off restarting failed container " + wait.name() + " in pod " + full);
  }

  private static String spoken(Duration d) {
    return d.toMinutes() > 0 ? d.toMinutes() + "m" + d.toSecondsPart() + "s" : d.toSeconds() + "s";
  }

  /** Probes what runs and collects what the probes say. */
  @CanIgnoreReturnValue
  private Map<String, ContainerProbes.Verdict> probe(Pod pod, ObservedPod observed) {
    Map<String, ContainerProbes.Verdict> verdicts = new HashMap<>();
    List<String> ips = ips(observed);
    for (ObservedContainer running : observed.running()) {
      Container c = PodContainers.find(pod, running.name());
      if (c != null) {
        String field = PodWork.fieldPath(pod, c.getName());
        verdicts.put(
            running.id(), services.probes().watch(pod, c, field, running.id(), ips.getFirst()));
      }
    }
    for (ObservedContainer c : observed.containers()) {
      if (!c.running()) {
        services.probes().stop(c.id());
      }
    }
    return verdicts;
  }

  private static PodActionPlanner.Situation situation(
      PodWork work,
      ObservedPod observed,
      Map<String, ContainerProbes.Verdict> verdicts,
      Instant now) {
    Set<String> started = new HashSet<>();
    Map<String, KillReason> failed = new HashMap<>();
    verdicts.forEach(
        (id, v) -> {
          if (v.started()) {
            started.add(id);
          }
          switch (v.failure()) {
            case LIVENESS -> failed.put(id, KillReason.LIVENESS_PROBE);
            case STARTUP -> failed.put(id, KillReason.STARTUP_PROBE);
            case NONE -> {}
          }
        });
    return new PodActionPlanner.Situation(
        now, started, failed, work.backOffs, PodResizes.actuated(work, observed));
  }

  private Next terminate(PodWork work) throws InterruptedException {
    Pod pod = report.withLatestStatus(work);
    services.probes().quieten(work.uid());
    ObservedPod observed = observe(pod);
    report.publish(work, pod, observed, observed.stopped());
    killer.killPod(pod, observed, work.grace());
    ObservedPod after = observe(pod);
    if (!after.stopped()) {
      return new Next.After(Duration.ofSeconds(1));
    }
    report.publish(work, report.withLatestStatus(work), after, true);
    work.lifecycle().signal(Signal.ALL_STOPPED);
    return finish(work);
  }

  /**
   * Nothing runs any more: gives back what the pod held, and lets the API forget it when it is
   * deleted.
   */
  private Next finish(PodWork work) throws InterruptedException {
    services.volumes().tearDown(work.uid());
    services.cgroups().remove(work.uid());
    if (!work.mustStop()) {
      return new Next.After(Duration.ofHours(1));
    }
    services.statuses().flush(work.uid(), Duration.ofSeconds(5));
    Pod target = work.statusTarget();
    if (!work.gone() && target != null) {
      removal.deleteFromApi(target);
    }
    removal.removeTraces(observe(work.pod()), work.pod());
    services.statuses().forget(work.uid());
    starter.forget(work.uid());
    work.lifecycle().signal(Signal.FORGOTTEN);
    return new Next.Never();
  }

  /** Stops faster what is stopping already, after its grace was cut. */
  void hurry(PodWork work) {
    killer.hurry(observe(work.pod()), work.grace());
  }

  private ObservedPod observe(Pod pod) {
    var meta = pod.getMetadata();
    return services.observer().observe(meta.getUid(), meta.getNamespace(), meta.getName());
  }

  private List<String> ips(ObservedPod observed) {
    ObservedSandbox sandbox = observed.sandbox();
    return sandbox == null || sandbox.ips().isEmpty() ? services.node().ips() : sandbox.ips();
  }

  private static boolean ended(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  private boolean pastDeadline(PodWork work, Pod pod) {
    Duration left = timing.deadlineLeft(pod);
    if (left == null || left.isPositive()) {
      return false;
    }
    work.verdict =
        new WaitingReason(
            "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
    return true;
  }
}
