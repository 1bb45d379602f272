package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import java.util.Set;

/** A rule that a node must satisfy to receive a pod. */
public interface Filter {
  /** The plugin's name, as upstream writes it. */
  String name();

  /** Looks at the pod once, before any node is tested. */
  Prepared prepare(PodInfo pod, ClusterView cluster);

  /** Tests one node for the prepared pod. */
  @FunctionalInterface
  interface NodeTest {
    Fit test(NodeSlot node);
  }

  /** What the look at the pod showed. */
  sealed interface Prepared {}

  /** The rule does not concern this pod. */
  record NotConcerned() implements Prepared {}

  /** The rule refuses the pod on every node. */
  record Refused(String reason, boolean helpable) implements Prepared {}

  /** Every node must be tested. */
  record Each(NodeTest test) implements Prepared {}

  /** Only the named nodes come into question, and they must be tested. */
  record Only(Set<String> nodes, NodeTest test) implements Prepared {}

  Prepared NOT_CONCERNED = new NotConcerned();
}
