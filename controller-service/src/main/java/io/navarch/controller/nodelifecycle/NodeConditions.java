package io.navarch.controller.nodelifecycle;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a node, and what becomes of them when it falls silent. */
final class NodeConditions {

  static final String READY = "Ready";
  private static final List<String> FROM_AGENT =
      List.of(READY, "MemoryPressure", "DiskPressure", "PIDPressure");

  private NodeConditions() {}

  static @Nullable NodeCondition find(Node node, String type) {
    if (node.getStatus() == null) {
      return null;
    }
    for (NodeCondition condition : node.getStatus().getConditions()) {
      if (type.equals(condition.getType())) {
        return condition;
      }
    }
    return null;
  }

  /** Status of a condition; {@code Unknown} when it was never set. */
  static String status(Node node, String type) {
    NodeCondition condition = find(node, type);
    return condition == null ? "Unknown" : condition.getStatus();
  }

  /**
   * The conditions to write when the node has been silent for too long; null when it has not, or
   * they say so already.
   */
  static @Nullable List<NodeCondition> whenSilent(
      Node node, NodeHealth health, Duration grace, Duration startupGrace, Instant now) {
    Duration allowed = find(node, READY) == null ? startupGrace : grace;
    if (!health.heard().plus(allowed).isBefore(now)) {
      return null;
    }
    String at = now.truncatedTo(ChronoUnit.SECONDS).toString();
    List<NodeCondition> after = new ArrayList<>();
    if (node.getStatus() != null) {
      node.getStatus()
          .getConditions()
          .forEach(condition -> after.add(new NodeConditionBuilder(condition).build()));
    }
    boolean changed = false;
    for (String type : FROM_AGENT) {
      NodeCondition condition =
          after.stream().filter(each -> type.equals(each.getType())).findFirst().orElse(null);
      if (condition == null) {
        after.add(
            new NodeConditionBuilder()
                .withType(type)
                .withStatus("Unknown")
                .withReason("NodeStatusNeverUpdated")
                .withMessage("Kubelet never posted node status.")
                .withLastHeartbeatTime(node.getMetadata().getCreationTimestamp())
                .withLastTransitionTime(at)
                .build());
        changed = true;
      } else if (!"Unknown".equals(condition.getStatus())) {
        condition.setStatus("Unknown");
        condition.setReason("NodeStatusUnknown");
        condition.setMessage("Kubelet stopped posting node status.");
        condition.setLastTransitionTime(at);
        changed = true;
      }
    }
    return changed ? after : null;
  }
}
