package io.navarch.controller.nodelifecycle;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a node was last heard of, by this process' own clock: clocks of nodes may be wrong.
 *
 * @param heartbeat of the Ready condition when it was last looked at
 * @param renewed the node's Lease when it was last looked at
 * @param heard when one of them was last seen to change
 */
record NodeHealth(@Nullable String heartbeat, @Nullable String renewed, Instant heard) {

  /** The health after a look at a node. */
  static NodeHealth after(
      @Nullable NodeHealth before, Node node, @Nullable Lease lease, Instant now) {
    NodeCondition ready = NodeConditions.find(node, NodeConditions.READY);
    String heartbeat = ready == null ? null : ready.getLastHeartbeatTime();
    String renewed =
        lease == null || lease.getSpec() == null || lease.getSpec().getRenewTime() == null
            ? null
            : lease.getSpec().getRenewTime().toInstant().toString();
    if (before == null) {
      Instant created = Instant.parse(node.getMetadata().getCreationTimestamp());
      return new NodeHealth(heartbeat, renewed, ready == null && renewed == null ? created : now);
    }
    boolean alive =
        (heartbeat != null && !heartbeat.equals(before.heartbeat()))
            || (renewed != null && !renewed.equals(before.renewed()));
    return new NodeHealth(heartbeat, renewed, alive ? now : before.heard());
  }
}
