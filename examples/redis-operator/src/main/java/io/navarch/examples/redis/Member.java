package io.navarch.examples.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod that answers as a Redis node.
 *
 * @param pod its name
 * @param ordinal its number in the StatefulSet
 * @param view the nodes that it knows, itself among them
 * @param synced whether it is a master, or a copy that has all of its master's data
 * @param current whether the pod is made as the StatefulSet has it now
 */
record Member(
    String pod, int ordinal, String ip, List<Node> view, boolean synced, boolean current) {

  Node self() {
    return view.stream()
        .filter(Node::isMyself)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(pod + " does not know itself"));
  }

  String id() {
    return self().id();
  }

  @Nullable String masterId() {
    return self().masterId();
  }

  boolean isMaster() {
    return masterId() == null;
  }

  boolean servesSlots() {
    return isMaster() && !self().slots().isEmpty();
  }

  boolean knows(String id) {
    return view.stream().anyMatch(node -> node.id().equals(id));
  }
}
