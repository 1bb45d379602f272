package io.navarch.scheduler.cluster;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What planners may read of the cluster. It does not change while a decision is made. */
public interface ClusterView {
  /** The nodes that exist, ordered so that zones take turns. */
  List<NodeSlot> nodes();

  @Nullable NodeSlot node(String name);

  /** The nodes grouped by a label. */
  Topology topology(String key);

  /** How many pods answer the question, by node. */
  PodCounter count(PodCounter.Question question);

  /** The affinity terms of placed pods. */
  TermTable terms();

  LabelSet namespaceLabels(String namespace);

  /** The namespaces whose labels match. */
  Set<String> namespaces(LabelQuery query);

  /** On how many nodes an image lies. */
  int nodesWithImage(String image);

  /**
   * The selector of the services and the controller that a pod belongs to; empty where it has none.
   */
  LabelQuery siblings(PodInfo pod);

  /** Volumes, claims and classes. */
  StorageView storage();

  /** Unbound pods that were promised this node by a preemption. */
  List<PodInfo> nominatedTo(String node);

  List<DisruptionBudget> budgets();
}
