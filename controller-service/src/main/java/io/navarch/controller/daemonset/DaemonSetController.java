package io.navarch.controller.daemonset;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
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
import java.time.Duration;
import java.util.Objects;

/** Wires the DaemonSet controller. */
public final class DaemonSetController {

  private DaemonSetController() {}

  public static Controller create(ControllerContext context) {
    SharedIndexInformer<DaemonSet> sets = context.informers().of(DaemonSet.class);
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    SharedIndexInformer<Node> nodes = context.informers().of(Node.class);
    SharedIndexInformer<ControllerRevision> revisions =
        context.informers().of(ControllerRevision.class);
    ClaimExecutor.index(pods);
    ClaimExecutor.index(revisions);
    WorkQueue<ObjectKey> queue =
        new WorkQueue<>(Duration.ofMillis(50), Duration.ofMinutes(15), System::nanoTime);
    Expectations<ObjectKey> expectations = new Expectations<>(context.clock());
    Informers.onAny(sets, set -> queue.add(ObjectKey.of(set)));
    pods.addEventHandler(new OwnedPodEvents("DaemonSet", queue, expectations));
    nodes.addEventHandler(new NodeChanges(sets, queue));
    return new KeyedController<>(
        "daemonset-controller",
        2,
        queue,
        new DaemonSetReconciler(context, sets, pods, nodes, revisions, expectations));
  }

  private record NodeChanges(SharedIndexInformer<DaemonSet> sets, WorkQueue<ObjectKey> queue)
      implements ResourceEventHandler<Node> {

    @Override
    public void onAdd(Node node) {
      enqueueAll();
    }

    @Override
    public void onUpdate(Node before, Node after) {
      if (!Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels())
          || !before.getSpec().getTaints().equals(after.getSpec().getTaints())) {
        enqueueAll();
      }
    }

    @Override
    public void onDelete(Node node, boolean finalStateUnknown) {
      enqueueAll();
    }

    private void enqueueAll() {
      sets.getStore().list().forEach(set -> queue.add(ObjectKey.of(set)));
    }
  }
}
