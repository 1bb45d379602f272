package io.navarch.controller.tainteviction;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.nodelifecycle.NodeLifecycleController;
import io.navarch.controller.pod.DisruptionTarget;
import io.navarch.controller.pod.PodFacts;
import io.navarch.model.client.EventRecorder;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Evicts pods from nodes with NoExecute taints, when their tolerations end. */
public final class TaintEvictionController implements Reconciler<ObjectKey> {

  private final ControllerContext context;
  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<Pod> pods;
  private final EventRecorder events;

  /** When a pod was first seen on a node with taints that evict, by its uid. */
  private final Map<String, Instant> since = new ConcurrentHashMap<>();

  private TaintEvictionController(
      ControllerContext context, SharedIndexInformer<Node> nodes, SharedIndexInformer<Pod> pods) {
    this.context = context;
    this.nodes = nodes;
    this.pods = pods;
    this.events = context.events().apply("taint-eviction-controller");
  }

  public static Controller create(ControllerContext context) {
    SharedIndexInformer<Node> nodes = context.informers().of(Node.class);
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    NodeLifecycleController.indexByNode(pods);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    nodes.addEventHandler(new TaintChanges(pods, queue));
    pods.addEventHandler(new PodChanges(queue));
    return new KeyedController<>(
        "taint-eviction-controller", 8, queue, new TaintEvictionController(context, nodes, pods));
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Pod pod = Informers.find(pods, key);
    if (pod == null) {
      return Outcome.DONE;
    }
    String uid = pod.getMetadata().getUid();
    String nodeName = PodFacts.nodeName(pod);
    Node node = nodeName == null ? null : Informers.find(nodes, new ObjectKey("", nodeName));
    List<Taint> taints = node == null || node.getSpec() == null ? List.of() : noExecute(node);
    if (taints.isEmpty() || PodFacts.terminating(pod)) {
      if (since.remove(uid) != null && !PodFacts.terminating(pod)) {
        events.normal(pod, "TaintManagerEviction", "Cancelling deletion of Pod " + key.cacheKey());
      }
      return Outcome.DONE;
    }
    Instant now = context.clock().instant();
    EvictionPlan plan =
        EvictionPlanner.plan(
            taints, pod.getSpec().getTolerations(), since.getOrDefault(uid, now), now);
    return switch (plan) {
      case EvictionPlan.Stay() -> Outcome.DONE;
      case EvictionPlan.EvictAt(var when) -> {
        since.putIfAbsent(uid, now);
        yield Outcome.after(Duration.between(now, when));
      }
      case EvictionPlan.Evict() -> evict(key, pod);
    };
  }

  private Outcome evict(ObjectKey key, Pod pod) {
    events.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + key.cacheKey());
    try {
      DisruptionTarget.mark(
          context.client(),
          pod,
          "DeletionByTaintManager",
          "Taint manager: deleting due to NoExecute taint",
          context.clock().instant());
    } catch (KubernetesClientException refused) {
      if (GatewayClients.isNotFound(refused)) {
        return Outcome.DONE;
      }
      throw refused;
    }
    Deletions.delete(
        context.client(),
        Deletions.core(key.namespace(), "pods", key.name()),
        pod.getMetadata().getUid(),
        null,
        null);
    since.remove(String.valueOf(pod.getMetadata().getUid()));
    return Outcome.DONE;
  }

  private static List<Taint> noExecute(@Nullable Node node) {
    return node == null || node.getSpec() == null
        ? List.of()
        : node.getSpec().getTaints().stream()
            .filter(taint -> "NoExecute".equals(taint.getEffect()))
            .toList();
  }

  private record TaintChanges(SharedIndexInformer<Pod> pods, WorkQueue<ObjectKey> queue)
      implements ResourceEventHandler<Node> {

    @Override
    public void onAdd(Node node) {
      if (!noExecute(node).isEmpty()) {
        enqueueAll(node);
      }
    }

    @Override
    public void onUpdate(Node before, Node after) {
      if (!noExecute(before).equals(noExecute(after))) {
        enqueueAll(after);
      }
    }

    @Override
    public void onDelete(Node node, boolean finalStateUnknown) {}

    private void enqueueAll(Node node) {
      NodeLifecycleController.podsOf(pods, node.getMetadata().getName())
          .forEach(pod -> queue.add(ObjectKey.of(pod)));
    }
  }

  private record PodChanges(WorkQueue<ObjectKey> queue) implements ResourceEventHandler<Pod> {

    @Override
    public void onAdd(Pod pod) {
      if (PodFacts.scheduled(pod)) {
        queue.add(ObjectKey.of(pod));
      }
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      if (!Objects.equals(PodFacts.nodeName(before), PodFacts.nodeName(after))
          || !before.getSpec().getTolerations().equals(after.getSpec().getTolerations())) {
        queue.add(ObjectKey.of(after));
      }
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {}
  }
}
