package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Expectations;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.ClaimExecutor;
import io.navarch.controller.pod.PodControl;
import io.navarch.controller.pod.PodFacts;
import io.navarch.controller.replicaset.ReplicaSetStatusCalculator.Failure;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps a ReplicaSet's pods at the wanted number, and its status true. */
final class ReplicaSetReconciler implements Reconciler<ObjectKey> {

  private final ControllerContext context;
  private final ReplicaSource source;
  private final SharedIndexInformer<Pod> pods;
  private final Expectations<ObjectKey> expectations;
  private final PodControl podControl;
  private final ClaimExecutor claims;

  /**
   * @param name of the controller, for events
   */
  ReplicaSetReconciler(
      String name,
      ControllerContext context,
      ReplicaSource source,
      SharedIndexInformer<Pod> pods,
      Expectations<ObjectKey> expectations) {
    this.context = context;
    this.source = source;
    this.pods = pods;
    this.expectations = expectations;
    this.podControl = new PodControl(context.client(), context.events().apply(name));
    this.claims = new ClaimExecutor(context.client());
  }

  @Override
  public Outcome reconcile(ObjectKey key) throws InterruptedException {
    ReplicaSet set = source.find(key);
    if (set == null) {
      expectations.forget(key);
      return Outcome.DONE;
    }
    boolean mayAct = expectations.met(key);
    List<Pod> owned = claims.claim(set, set.getSpec().getSelector(), pods);
    Failure failure = null;
    if (mayAct && set.getMetadata().getDeletionTimestamp() == null) {
      failure = carryOut(key, set, plan(set, owned));
    }
    Instant now = context.clock().instant();
    writeStatus(set, ReplicaSetStatusCalculator.calculate(set, owned, failure, now));
    if (failure != null) {
      return Outcome.retry(failure.message());
    }
    Duration next = nextAvailable(set, owned, now);
    return next == null ? Outcome.DONE : Outcome.after(next);
  }

  private ReplicaPlan plan(ReplicaSet set, List<Pod> owned) {
    Integer replicas = set.getSpec().getReplicas();
    return ReplicaPlanner.plan(
        replicas == null ? 1 : replicas, owned, related(set, owned), context.clock().instant());
  }

  /** Pods of all sets that share this set's controller. */
  private List<Pod> related(ReplicaSet set, List<Pod> owned) {
    OwnerReference owner = Informers.controllerOf(set);
    if (owner == null) {
      return owned;
    }
    List<Pod> related = new ArrayList<>();
    for (ReplicaSet sibling : source.controlledBy(owner.getUid())) {
      related.addAll(Informers.controlledBy(pods, sibling.getMetadata().getUid()));
    }
    return related;
  }

  private @Nullable Failure carryOut(ObjectKey key, ReplicaSet set, ReplicaPlan plan)
      throws InterruptedException {
    return switch (plan) {
      case ReplicaPlan.Create(int count) -> create(key, set, count);
      case ReplicaPlan.Delete(List<Pod> excess) -> delete(key, set, excess);
      case ReplicaPlan.Settled() -> null;
    };
  }

  private @Nullable Failure create(ObjectKey key, ReplicaSet set, int count)
      throws InterruptedException {
    AtomicReference<@Nullable KubernetesClientException> refusal = new AtomicReference<>();
    expectations.expectCreations(key, count);
    int made =
        SlowStart.run(
            count,
            () -> {
              try {
                podControl.create(set, PodControl.fromTemplate(set, set.getSpec().getTemplate()));
                return true;
              } catch (KubernetesClientException refused) {
                expectations.creationObserved(key);
                if (PodControl.namespaceIsTerminating(refused)) {
                  return true;
                }
                refusal.compareAndSet(null, refused);
                return false;
              }
            });
    for (int skipped = made; skipped < count; skipped++) {
      expectations.creationObserved(key);
    }
    KubernetesClientException refused = refusal.get();
    return refused == null ? null : new Failure("FailedCreate", PodControl.reasonOf(refused));
  }

  private @Nullable Failure delete(ObjectKey key, ReplicaSet set, List<Pod> excess) {
    KubernetesClientException refusal = null;
    excess.forEach(pod -> expectations.expectDeletion(key, pod.getMetadata().getUid()));
    for (Pod pod : excess) {
      try {
        if (!podControl.delete(set, pod)) {
          expectations.deletionObserved(key, pod.getMetadata().getUid());
        }
      } catch (KubernetesClientException refused) {
        expectations.deletionObserved(key, pod.getMetadata().getUid());
        refusal = refused;
      }
    }
    return refusal == null ? null : new Failure("FailedDelete", PodControl.reasonOf(refusal));
  }

  private void writeStatus(ReplicaSet set, ReplicaSetStatus status) {
    if (status.equals(set.getStatus())
        && Objects.equals(
            set.getMetadata().getGeneration(), set.getStatus().getObservedGeneration())) {
      return;
    }
    source.writeStatus(set, status);
  }

  private static @Nullable Duration nextAvailable(ReplicaSet set, List<Pod> owned, Instant now) {
    int minReady = ReplicaSetStatusCalculator.minReadySeconds(set);
    Duration next = null;
    for (Pod pod : owned) {
      Duration wait = PodFacts.active(pod) ? PodFacts.untilAvailable(pod, minReady, now) : null;
      if (wait != null && (next == null || wait.compareTo(next) < 0)) {
        next = wait;
      }
    }
    return next == null ? null : next.plusMillis(10);
  }
}
