package io.navarch.controller.nodelifecycle;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.PeriodicController;
import io.navarch.controller.pod.PodFacts;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Wires the node lifecycle controller: a round over all nodes for silence and evictions, and a
 * queue by which a node's taints follow its conditions at once.
 */
public final class NodeLifecycleController implements Controller {

  private final Controller monitor;
  private final Controller taints;

  private NodeLifecycleController(Controller monitor, Controller taints) {
    this.monitor = monitor;
    this.taints = taints;
  }

  public static Controller create(ControllerContext context, Duration period, Duration grace) {
    SharedIndexInformer<Node> nodes = context.informers().of(Node.class);
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    SharedIndexInformer<Lease> leases =
        context
            .informers()
            .scoped(
                Lease.class,
                "kube-node-lease",
                client -> client.leases().inNamespace("kube-node-lease"));
    indexByNode(pods);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(nodes, node -> queue.add(ObjectKey.of(node)));
    return new NodeLifecycleController(
        new PeriodicController(
            "node-lifecycle-controller",
            period,
            new NodeMonitor(context, nodes, leases, pods, grace)),
        new KeyedController<>(
            "node-lifecycle-controller", 2, queue, key -> taint(context, nodes, key)));
  }

  /** Adds the index of pods by the node they are bound to. */
  public static void indexByNode(SharedIndexInformer<Pod> pods) {
    Informers.index(
        pods,
        NodeMonitor.PODS_BY_NODE,
        pod -> {
          String node = PodFacts.nodeName(pod);
          return node == null ? List.of() : List.of(node);
        });
  }

  /** Pods bound to a node. */
  public static List<Pod> podsOf(SharedIndexInformer<Pod> pods, String node) {
    return pods.getIndexer().byIndex(NodeMonitor.PODS_BY_NODE, node);
  }

  private static Outcome taint(
      ControllerContext context, SharedIndexInformer<Node> nodes, ObjectKey key) {
    Node node = Informers.find(nodes, key);
    if (node == null) {
      return Outcome.DONE;
    }
    var taints = TaintPlanner.plan(node, TaintPlanner.Eviction.HELD, context.clock().instant());
    if (taints != null) {
      context
          .client()
          .resource(node)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"taints\":%s}}"
                  .formatted(
                      node.getMetadata().getResourceVersion(),
                      context.client().getKubernetesSerialization().asJson(taints)));
    }
    return Outcome.DONE;
  }

  @Override
  public String name() {
    return taints.name();
  }

  @Override
  public void start() {
    monitor.start();
    taints.start();
  }

  @Override
  public void stop() {
    monitor.stop();
    taints.stop();
  }

  @Override
  public Map<String, WorkQueue.Activity> queues() {
    return taints.queues();
  }

  @Override
  public Load load() {
    Load rounds = monitor.load();
    Load keys = taints.load();
    return new Load(
        keys.waiting(),
        keys.delayed(),
        keys.reconciled() + rounds.reconciled(),
        keys.failed() + rounds.failed());
  }
}
