package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Expectations;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.pod.ClaimExecutor;
import io.navarch.controller.pod.PodFacts;
import io.navarch.controller.pod.Selectors;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.util.Objects;

/** Wires the ReplicaSet controller: which changes bring which set back. */
public final class ReplicaSetController {

  private final SharedIndexInformer<ReplicaSet> sets;
  private final WorkQueue<ObjectKey> queue = new WorkQueue<>();
  private final Expectations<ObjectKey> expectations;

  private ReplicaSetController(ControllerContext context) {
    this.sets = context.informers().of(ReplicaSet.class);
    this.expectations = new Expectations<>(context.clock());
  }

  public static Controller create(ControllerContext context) {
    ReplicaSetController wiring = new ReplicaSetController(context);
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    ClaimExecutor.index(pods);
    Informers.onAny(wiring.sets, set -> wiring.queue.add(ObjectKey.of(set)));
    pods.addEventHandler(wiring.new PodChanges());
    return new KeyedController<>(
        "replicaset-controller",
        context.concurrency(),
        wiring.queue,
        new ReplicaSetReconciler(context, wiring.sets, pods, wiring.expectations));
  }

  private final class PodChanges implements ResourceEventHandler<Pod> {

    @Override
    public void onAdd(Pod pod) {
      ObjectKey owner = owner(pod);
      if (owner != null) {
        if (PodFacts.terminating(pod)) {
          expectations.deletionObserved(owner, pod.getMetadata().getUid());
        } else {
          expectations.creationObserved(owner);
        }
        queue.add(owner);
      } else if (Informers.controllerOf(pod) == null) {
        enqueueMatching(pod);
      }
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      ObjectKey ownerBefore = owner(before);
      ObjectKey owner = owner(after);
      if (ownerBefore != null && !ownerBefore.equals(owner)) {
        queue.add(ownerBefore);
      }
      if (owner != null) {
        if (PodFacts.terminating(after)) {
          expectations.deletionObserved(owner, after.getMetadata().getUid());
        }
        queue.add(owner);
      } else if (Informers.controllerOf(after) == null
          && (ownerBefore != null
              || !Objects.equals(
                  before.getMetadata().getLabels(), after.getMetadata().getLabels()))) {
        enqueueMatching(after);
      }
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
      ObjectKey owner = owner(pod);
      if (owner != null) {
        expectations.deletionObserved(owner, pod.getMetadata().getUid());
        queue.add(owner);
      }
    }

    private void enqueueMatching(Pod orphan) {
      for (ReplicaSet set : Informers.inNamespace(sets, orphan.getMetadata().getNamespace())) {
        if (Selectors.matches(set.getSpec().getSelector(), orphan.getMetadata().getLabels())) {
          queue.add(ObjectKey.of(set));
        }
      }
    }
  }

  private static @org.jspecify.annotations.Nullable ObjectKey owner(Pod pod) {
    OwnerReference controller = Informers.controllerOf(pod);
    return controller != null && "ReplicaSet".equals(controller.getKind())
        ? new ObjectKey(pod.getMetadata().getNamespace(), controller.getName())
        : null;
  }
}
