package io.navarch.controller.deployment;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.pod.ClaimExecutor;
import io.navarch.controller.pod.Selectors;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;

/** Wires the Deployment controller. */
public final class DeploymentController {

  private DeploymentController() {}

  public static Controller create(ControllerContext context) {
    SharedIndexInformer<Deployment> deployments = context.informers().of(Deployment.class);
    SharedIndexInformer<ReplicaSet> sets = context.informers().of(ReplicaSet.class);
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    ClaimExecutor.index(sets);
    Informers.onAny(deployments, deployment -> queue.add(ObjectKey.of(deployment)));
    Informers.onAny(sets, set -> enqueueOwner(set, deployments, queue));
    pods.addEventHandler(new PodGone(deployments, sets, queue));
    return new KeyedController<>(
        "deployment-controller",
        context.concurrency(),
        queue,
        new DeploymentReconciler(context, deployments, sets, pods));
  }

  private static void enqueueOwner(
      ReplicaSet set, SharedIndexInformer<Deployment> deployments, WorkQueue<ObjectKey> queue) {
    OwnerReference owner = Informers.controllerOf(set);
    if (owner != null) {
      if ("Deployment".equals(owner.getKind())) {
        queue.add(new ObjectKey(set.getMetadata().getNamespace(), owner.getName()));
      }
      return;
    }
    for (Deployment deployment :
        Informers.inNamespace(deployments, set.getMetadata().getNamespace())) {
      if (Selectors.matches(deployment.getSpec().getSelector(), set.getMetadata().getLabels())) {
        queue.add(ObjectKey.of(deployment));
      }
    }
  }

  /** A Recreate rollout waits for the last old pod to be gone. */
  private record PodGone(
      SharedIndexInformer<Deployment> deployments,
      SharedIndexInformer<ReplicaSet> sets,
      WorkQueue<ObjectKey> queue)
      implements ResourceEventHandler<Pod> {

    @Override
    public void onAdd(Pod pod) {}

    @Override
    public void onUpdate(Pod before, Pod after) {}

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
      String namespace = pod.getMetadata().getNamespace();
      OwnerReference setReference = Informers.controllerOf(pod);
      if (setReference == null || !"ReplicaSet".equals(setReference.getKind())) {
        return;
      }
      ReplicaSet set = Informers.find(sets, new ObjectKey(namespace, setReference.getName()));
      OwnerReference owner = set == null ? null : Informers.controllerOf(set);
      if (owner == null) {
        return;
      }
      ObjectKey key = new ObjectKey(namespace, owner.getName());
      Deployment deployment = Informers.find(deployments, key);
      if (deployment != null && !RolloutLimits.rolling(deployment)) {
        queue.add(key);
      }
    }
  }
}
