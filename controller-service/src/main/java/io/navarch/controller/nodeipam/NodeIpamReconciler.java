package io.navarch.controller.nodeipam;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.client.EventRecorder;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Gives every node a pod CIDR of its own. One worker only: it remembers what it has just given. */
final class NodeIpamReconciler implements Reconciler<ObjectKey> {

  private final ControllerContext context;
  private final SharedIndexInformer<Node> nodes;
  private final CidrRange range;
  private final EventRecorder events;
  private final Map<String, String> given = new HashMap<>();

  NodeIpamReconciler(ControllerContext context, SharedIndexInformer<Node> nodes, CidrRange range) {
    this.context = context;
    this.nodes = nodes;
    this.range = range;
    this.events = context.events().apply("cidrAllocator");
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Node node = Informers.find(nodes, key);
    if (node == null) {
      given.remove(key.name());
      return Outcome.DONE;
    }
    if (hasCidr(node)) {
      return Outcome.DONE;
    }
    String cidr = given.get(key.name());
    if (cidr == null) {
      cidr = range.firstFree(taken());
    }
    if (cidr == null) {
      events.normal(
          node,
          "CIDRNotAvailable",
          "Node %s status is now: CIDRNotAvailable".formatted(key.name()));
      return Outcome.retry("no pod CIDR is left");
    }
    given.put(key.name(), cidr);
    context
        .client()
        .resource(node)
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"spec\":{\"podCIDR\":\"%1$s\",\"podCIDRs\":[\"%1$s\"]}}".formatted(cidr));
    return Outcome.DONE;
  }

  private Set<String> taken() {
    Set<String> taken = new HashSet<>(given.values());
    for (Node node : nodes.getStore().list()) {
      taken.addAll(node.getSpec().getPodCIDRs());
    }
    return taken;
  }

  private static boolean hasCidr(Node node) {
    return node.getSpec() != null
        && node.getSpec().getPodCIDR() != null
        && !node.getSpec().getPodCIDR().isEmpty();
  }
}
