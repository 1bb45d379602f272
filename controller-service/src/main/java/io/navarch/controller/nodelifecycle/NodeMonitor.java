package io.navarch.controller.nodelifecycle;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.PeriodicController;
import io.navarch.controller.pod.PodFacts;
import io.navarch.model.client.EventRecorder;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at all nodes every few seconds: who is silent, who is tainted, whose pods are not ready.
 */
final class NodeMonitor implements PeriodicController.Round {

  static final String PODS_BY_NODE = "node";
  private static final Duration STARTUP_GRACE = Duration.ofSeconds(60);

  private final ControllerContext context;
  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<Lease> leases;
  private final SharedIndexInformer<Pod> pods;
  private final Duration grace;
  private final EventRecorder events;
  private final Map<String, NodeHealth> health = new HashMap<>();
  private final Map<String, Instant> lastEviction = new HashMap<>();

  NodeMonitor(
      ControllerContext context,
      SharedIndexInformer<Node> nodes,
      SharedIndexInformer<Lease> leases,
      SharedIndexInformer<Pod> pods,
      Duration grace) {
    this.context = context;
    this.nodes = nodes;
    this.leases = leases;
    this.pods = pods;
    this.grace = grace;
    this.events = context.events().apply("node-controller");
  }

  @Override
  public void run() {
    List<Node> all = nodes.getStore().list();
    Set<String> names =
        all.stream().map(node -> node.getMetadata().getName()).collect(Collectors.toSet());
    health.keySet().retainAll(names);
    Instant now = context.clock().instant();
    Map<String, ZonePlanner.Zone> zones = ZonePlanner.plan(all);
    for (Node node : all) {
      try {
        look(node, zones, now);
      } catch (KubernetesClientException refused) {
        if (!GatewayClients.isConflict(refused) && !GatewayClients.isNotFound(refused)) {
          throw refused;
        }
      }
    }
  }

  private void look(Node node, Map<String, ZonePlanner.Zone> zones, Instant now) {
    String name = node.getMetadata().getName();
    Lease lease = Informers.find(leases, new ObjectKey("kube-node-lease", name));
    NodeHealth known = NodeHealth.after(health.get(name), node, lease, now);
    health.put(name, known);
    List<NodeCondition> silent = NodeConditions.whenSilent(node, known, grace, STARTUP_GRACE, now);
    Node current = node;
    if (silent != null) {
      current = writeConditions(node, silent);
    }
    String notReady = TaintPlanner.noExecute(current);
    List<Taint> taints = TaintPlanner.plan(current, eviction(current, zones, now), now);
    if (taints != null) {
      writeTaints(current, taints);
    }
    if (TaintPlanner.UNREACHABLE.equals(notReady)) {
      markPodsNotReady(current);
    }
  }

  private Node writeConditions(Node node, List<NodeCondition> conditions) {
    boolean wasReady = "True".equals(NodeConditions.status(node, NodeConditions.READY));
    Node after =
        context
            .client()
            .resource(
                new NodeBuilder(node)
                    .editOrNewStatus()
                    .withConditions(conditions)
                    .endStatus()
                    .build())
            .updateStatus();
    if (wasReady) {
      events.normal(
          after,
          "NodeNotReady",
          "Node %s status is now: NodeNotReady".formatted(after.getMetadata().getName()));
    }
    return after;
  }

  private TaintPlanner.Eviction eviction(
      Node node, Map<String, ZonePlanner.Zone> zones, Instant now) {
    if (ZonePlanner.everythingUnready(zones)) {
      return TaintPlanner.Eviction.CANCELLED;
    }
    String name = ZonePlanner.zoneOf(node);
    ZonePlanner.Zone zone = zones.get(name);
    String key = TaintPlanner.noExecute(node);
    if (zone == null || key == null || hasTaint(node, key)) {
      return TaintPlanner.Eviction.ALLOWED;
    }
    if (zone.ratePerSecond() == 0) {
      return TaintPlanner.Eviction.HELD;
    }
    Instant last = lastEviction.get(name);
    Duration between = Duration.ofMillis((long) (1000 / zone.ratePerSecond()));
    if (last != null && last.plus(between).isAfter(now)) {
      return TaintPlanner.Eviction.HELD;
    }
    lastEviction.put(name, now);
    return TaintPlanner.Eviction.ALLOWED;
  }

  private static boolean hasTaint(Node node, String key) {
    return node.getSpec() != null
        && node.getSpec().getTaints().stream()
            .anyMatch(taint -> key.equals(taint.getKey()) && "NoExecute".equals(taint.getEffect()));
  }

  private void writeTaints(Node node, List<Taint> taints) {
    String body =
        "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"taints\":%s}}"
            .formatted(
                node.getMetadata().getResourceVersion(),
                context.client().getKubernetesSerialization().asJson(taints));
    context.client().resource(node).patch(PatchContext.of(PatchType.JSON_MERGE), body);
  }

  private void markPodsNotReady(Node node) {
    String name = node.getMetadata().getName();
    for (Pod pod : pods.getIndexer().byIndex(PODS_BY_NODE, name)) {
      if (PodFacts.ready(pod)) {
        context
            .client()
            .pods()
            .resource(pod)
            .subresource("status")
            .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), notReady());
        events.warning(pod, "NodeNotReady", "Node is not ready");
      }
    }
  }

  private String notReady() {
    return """
        {"status":{"conditions":[{"type":"Ready","status":"False","lastTransitionTime":"%s"}]}}"""
        .formatted(context.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
  }
}
