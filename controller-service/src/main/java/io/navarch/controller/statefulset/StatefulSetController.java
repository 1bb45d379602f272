package io.navarch.controller.statefulset;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Expectations;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.pod.ClaimExecutor;
import io.navarch.controller.pod.OwnedPodEvents;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;

/** Wires the StatefulSet controller. */
public final class StatefulSetController {

  private StatefulSetController() {}

  public static Controller create(ControllerContext context) {
    SharedIndexInformer<StatefulSet> sets = context.informers().of(StatefulSet.class);
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    SharedIndexInformer<ControllerRevision> revisions =
        context.informers().of(ControllerRevision.class);
    ClaimExecutor.index(pods);
    ClaimExecutor.index(revisions);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Expectations<ObjectKey> expectations = new Expectations<>(context.clock());
    Informers.onAny(sets, set -> queue.add(ObjectKey.of(set)));
    pods.addEventHandler(new OwnedPodEvents("StatefulSet", queue, expectations));
    return new KeyedController<>(
        "statefulset-controller",
        context.concurrency(),
        queue,
        new StatefulSetReconciler(
            context,
            sets,
            pods,
            revisions,
            context.informers().of(PersistentVolumeClaim.class),
            expectations));
  }
}
