package io.navarch.scheduler.queue;

import io.navarch.scheduler.cluster.NodeData;
import io.navarch.scheduler.cluster.PodInfo;

/** Something that happened in the cluster and may make room for a waiting pod. */
public sealed interface ClusterChange {
  record NodeAppeared(NodeData node) implements ClusterChange {}

  record NodeChanged(NodeData before, NodeData node) implements ClusterChange {}

  record NodeGone(String name) implements ClusterChange {}

  /** A pod was placed on a node. */
  record PodPlaced(PodInfo pod) implements ClusterChange {}

  /** A placed pod changed: labels, requests or its end came. */
  record PodChanged(PodInfo before, PodInfo pod) implements ClusterChange {}

  /** A placed pod left its node. */
  record PodGone(PodInfo pod) implements ClusterChange {}

  /** A claim, volume, storage class or volume limit changed. */
  record StorageChanged() implements ClusterChange {}

  record NamespaceChanged(String name) implements ClusterChange {}
}
