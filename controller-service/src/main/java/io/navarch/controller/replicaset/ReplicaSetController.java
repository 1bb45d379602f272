package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Expectations;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.pod.ClaimExecutor;
import io.navarch.controller.pod.OrphanPodEvents;
import io.navarch.controller.pod.OwnedPodEvents;
import io.navarch.controller.pod.Selectors;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;

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
    pods.addEventHandler(new OwnedPodEvents("ReplicaSet", wiring.queue, wiring.expectations));
    pods.addEventHandler(new OrphanPodEvents(wiring::enqueueMatching));
    return new KeyedController<>(
        "replicaset-controller",
        context.concurrency(),
        wiring.queue,
        new ReplicaSetReconciler(context, wiring.sets, pods, wiring.expectations));
  }

  private void enqueueMatching(Pod orphan) {
    for (ReplicaSet set : Informers.inNamespace(sets, orphan.getMetadata().getNamespace())) {
      if (Selectors.matches(set.getSpec().getSelector(), orphan.getMetadata().getLabels())) {
        queue.add(ObjectKey.of(set));
      }
    }
  }
}
