package io.navarch.scheduler.run;

import io.navarch.scheduler.cluster.ClusterState;
import io.navarch.scheduler.cluster.LabelSet;
import io.navarch.scheduler.cluster.NodeData;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.decide.Decision;
import io.navarch.scheduler.decide.SchedulePod;
import io.navarch.scheduler.plugin.VolumeBinding;
import io.navarch.scheduler.plugin.VolumeStep;
import io.navarch.scheduler.queue.ClusterChange;
import io.navarch.scheduler.queue.QueuedPod;
import io.navarch.scheduler.queue.SchedulingQueue;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps cluster state and queue in step with what is seen of the cluster, and places the pods that
 * wait. A placed pod counts on its node from the decision on, before the API confirms it.
 *
 * <p>One thread uses it, {@link SchedulerLoop}.
 */
public final class SchedulerCore {
  private final ClusterState cluster;
  private final SchedulingQueue queue;
  private final Map<String, SchedulePod> bySchedulerName = new HashMap<>();
  private final Map<String, QueuedPod> assumed = new HashMap<>();
  private final Journal journal;
  private final SchedulerMetrics metrics;
  private final InstantSource clock;

  public SchedulerCore(
      ClusterState cluster,
      SchedulingQueue queue,
      List<SchedulePod> profiles,
      Journal journal,
      SchedulerMetrics metrics,
      InstantSource clock) {
    this.cluster = cluster;
    this.queue = queue;
    this.journal = journal;
    this.metrics = metrics;
    this.clock = clock;
    profiles.forEach(each -> bySchedulerName.put(each.profile().schedulerName(), each));
  }

  public ClusterState cluster() {
    return cluster;
  }

  public SchedulingQueue queue() {
    return queue;
  }

  /** The rules for a scheduler name; null where another scheduler answers to it. */
  public @Nullable SchedulePod profile(String schedulerName) {
    return bySchedulerName.get(schedulerName);
  }

  /** Takes in a pod as the API shows it. */
  public void podSeen(PodInfo pod) {
    if (pod.state().finished()) {
      podGone(pod.uid());
    } else if (pod.nodeName().isEmpty()) {
      waitingPodSeen(pod);
    } else {
      placedPodSeen(pod);
    }
  }

  private void waitingPodSeen(PodInfo pod) {
    if (!bySchedulerName.containsKey(pod.schedulerName()) || assumed.containsKey(pod.uid())) {
      return;
    }
    if (pod.state().terminating()) {
      queue.remove(pod.uid());
      cluster.withdraw(pod.uid());
      return;
    }
    cluster.nominate(pod, pod.state().nominatedNode());
    queue.put(pod, now());
  }

  private void placedPodSeen(PodInfo pod) {
    boolean confirmed = assumed.remove(pod.uid()) != null;
    queue.remove(pod.uid());
    cluster.withdraw(pod.uid());
    PodInfo before = cluster.pod(pod.uid());
    cluster.putPod(pod);
    if (before == null || (confirmed && !before.nodeName().equals(pod.nodeName()))) {
      queue.changed(new ClusterChange.PodPlaced(pod), now());
    } else if (changed(before, pod)) {
      queue.changed(new ClusterChange.PodChanged(before, pod), now());
    }
  }

  private static boolean changed(PodInfo before, PodInfo now) {
    return !before.labels().equals(now.labels())
        || !Arrays.equals(before.requests(), now.requests())
        || before.state().terminating() != now.state().terminating();
  }

  /** Takes note that a pod is deleted or has ended. */
  public void podGone(String uid) {
    assumed.remove(uid);
    queue.remove(uid);
    cluster.withdraw(uid);
    PodInfo before = cluster.removePod(uid);
    if (before != null) {
      queue.changed(new ClusterChange.PodGone(before), now());
    }
  }

  /** Takes in a node as the API shows it. */
  public void nodeSeen(NodeData node) {
    NodeData before = cluster.putNode(node);
    if (before == null) {
      queue.changed(new ClusterChange.NodeAppeared(node), now());
    } else if (changed(before, node)) {
      queue.changed(new ClusterChange.NodeChanged(before, node), now());
    }
  }

  private static boolean changed(NodeData before, NodeData node) {
    return before.unschedulable() != node.unschedulable()
        || before.podLimit() != node.podLimit()
        || !before.labels().equals(node.labels())
        || !before.taints().equals(node.taints())
        || !Arrays.equals(before.allocatable(), node.allocatable());
  }

  public void nodeGone(String name) {
    cluster.removeNode(name);
    queue.changed(new ClusterChange.NodeGone(name), now());
  }

  /** Takes note that claims, volumes, classes or limits changed. */
  public void storageChanged() {
    queue.changed(new ClusterChange.StorageChanged(), now());
  }

  /** Takes in a namespace's labels. */
  public void namespaceSeen(String name, LabelSet labels) {
    cluster.putNamespace(name, labels);
    queue.changed(new ClusterChange.NamespaceChanged(name), now());
  }

  /**
   * Decides the next waiting pod and starts what follows from it. Returns false where none waits.
   */
  public boolean placeNext(Outbox outbox, Later later) {
    QueuedPod waiting = queue.next(now());
    if (waiting == null) {
      return false;
    }
    PodInfo pod = waiting.pod();
    SchedulePod profile = bySchedulerName.get(pod.schedulerName());
    if (profile == null) {
      queue.remove(pod.uid());
      return true;
    }
    long start = System.nanoTime();
    Decision decision = profile.decide(pod, cluster, now());
    long nanos = System.nanoTime() - start;
    journal.record(pod, new Journal.Made(pod.uid(), now(), nanos, waiting.attempts(), decision));
    metrics.decided(decision, nanos);
    act(waiting, decision, outbox, later);
    return true;
  }

  private void act(QueuedPod waiting, Decision decision, Outbox outbox, Later later) {
    PodInfo pod = waiting.pod();
    switch (decision) {
      case Decision.Bound bound -> bind(waiting, bound.node(), outbox, later);
      case Decision.Unschedulable refused -> {
        queue.unschedulable(waiting, refused.plugins(), now());
        boolean promised = !pod.state().nominatedNode().isEmpty();
        boolean waits = refused.message().endsWith("on the nominated node.");
        if (promised && !waits) {
          cluster.withdraw(pod.uid());
        }
        outbox.notPlaced(pod, "Unschedulable", refused.message(), promised && !waits ? "" : null);
      }
      case Decision.Preempt preempt -> {
        queue.holdForPreemption(pod.uid());
        queue.unschedulable(waiting, preempt.plugins(), now());
        cluster.nominate(pod.nominatedTo(preempt.node()), preempt.node());
        outbox.evict(
            pod,
            preempt.node(),
            preempt.victims(),
            evicted -> later.run(() -> queue.preemptionDone(pod.uid(), evicted, now())));
        outbox.notPlaced(pod, "Unschedulable", preempt.message(), preempt.node());
      }
    }
  }

  private void bind(QueuedPod waiting, String node, Outbox outbox, Later later) {
    PodInfo pod = waiting.pod();
    PodInfo placed = pod.on(node);
    List<VolumeStep> volumes = volumeSteps(pod, node);
    cluster.withdraw(pod.uid());
    cluster.putPod(placed);
    assumed.put(pod.uid(), waiting);
    queue.changed(new ClusterChange.PodPlaced(placed), now());
    outbox.bind(
        pod,
        node,
        volumes,
        outcome -> later.run(() -> bindEnded(waiting, placed, outcome, outbox)));
  }

  /** What the pod's claims need, with the volumes in question reserved for it. */
  private List<VolumeStep> volumeSteps(PodInfo pod, String node) {
    NodeSlot slot = cluster.node(node);
    if (slot == null || pod.volumes().claims().isEmpty()) {
      return List.of();
    }
    List<VolumeStep> steps = VolumeBinding.steps(pod, slot, cluster.storage());
    for (VolumeStep step : steps) {
      if (step instanceof VolumeStep.Take(String namespace, String claim, String volume)) {
        cluster.storage().reserve(namespace, claim, volume);
      }
    }
    return steps;
  }

  private void bindEnded(
      QueuedPod waiting, PodInfo placed, Outbox.BindOutcome outcome, Outbox outbox) {
    metrics.bindEnded(outcome, now() - waiting.firstSeen());
    switch (outcome) {
      case Outbox.Done _ -> {}
      case Outbox.PodGone _ -> {
        if (assumed.get(placed.uid()) == waiting) {
          podGone(placed.uid());
        }
      }
      case Outbox.Failed(String message) -> {
        if (assumed.remove(placed.uid(), waiting)) {
          cluster.removePod(placed.uid());
          cluster.storage().release(placed.namespace(), placed.volumes().claims());
          queue.changed(new ClusterChange.PodGone(placed), now());
          queue.afterError(waiting, now());
          outbox.notPlaced(waiting.pod(), "SchedulerError", message, null);
        }
      }
    }
  }

  /** Wakes what has waited for too long. */
  public void flush() {
    queue.flush(now());
  }

  private long now() {
    return clock.millis();
  }

  /** Runs something on the scheduling thread, soon. */
  @FunctionalInterface
  public interface Later {
    void run(Runnable task);
  }
}
