package io.navarch.controller.nodeipam;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;

/** Wires the node IPAM controller. */
public final class NodeIpamController {

  private NodeIpamController() {}

  /**
   * @param clusterCidr the range of all pods
   * @param nodeMask prefix length of one node's part
   */
  public static Controller create(ControllerContext context, String clusterCidr, int nodeMask) {
    CidrRange range = CidrRange.parse(clusterCidr, nodeMask);
    SharedIndexInformer<Node> nodes = context.informers().of(Node.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(nodes, node -> queue.add(ObjectKey.of(node)));
    return new KeyedController<>(
        "node-ipam-controller", 1, queue, new NodeIpamReconciler(context, nodes, range));
  }
}
