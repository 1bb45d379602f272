package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
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
import java.util.Map;
import java.util.function.BiPredicate;

/** Wires the controllers of sets of replicas: which changes bring which set back. */
public final class ReplicaSetController {

  private ReplicaSetController() {}

  public static Controller create(ControllerContext context) {
    SharedIndexInformer<ReplicaSet> sets = context.informers().of(ReplicaSet.class);
    return create(
        "replicaset-controller",
        "ReplicaSet",
        context,
        sets,
        new ReplicaSetSource(context.client(), sets),
        (set, pod) ->
            Selectors.matches(set.getSpec().getSelector(), pod.getMetadata().getLabels()));
  }

  public static Controller ofReplicationControllers(ControllerContext context) {
    SharedIndexInformer<ReplicationController> controllers =
        context.informers().of(ReplicationController.class);
    return create(
        "replicationcontroller-controller",
        "ReplicationController",
        context,
        controllers,
        new ReplicationControllerSource(context.client(), controllers),
        (controller, pod) -> {
          Map<String, String> selector = controller.getSpec().getSelector();
          Map<String, String> labels = pod.getMetadata().getLabels();
          return selector != null
              && !selector.isEmpty()
              && labels != null
              && labels.entrySet().containsAll(selector.entrySet());
        });
  }

  private static <T extends HasMetadata> Controller create(
      String name,
      String kind,
      ControllerContext context,
      SharedIndexInformer<T> owners,
      ReplicaSource source,
      BiPredicate<T, Pod> selects) {
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Expectations<ObjectKey> expectations = new Expectations<>(context.clock());
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    ClaimExecutor.index(pods);
    Informers.onAny(owners, owner -> queue.add(ObjectKey.of(owner)));
    pods.addEventHandler(new OwnedPodEvents(kind, queue, expectations));
    pods.addEventHandler(
        new OrphanPodEvents(
            orphan ->
                Informers.inNamespace(owners, orphan.getMetadata().getNamespace()).stream()
                    .filter(owner -> selects.test(owner, orphan))
                    .forEach(owner -> queue.add(ObjectKey.of(owner)))));
    return new KeyedController<>(
        name,
        context.concurrency(),
        queue,
        new ReplicaSetReconciler(name, context, source, pods, expectations));
  }
}
