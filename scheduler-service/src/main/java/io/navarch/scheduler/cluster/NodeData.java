package io.navarch.scheduler.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the scheduler keeps of a Node object.
 *
 * @param allocatable amounts by resource number
 * @param podLimit allocatable pods
 * @param images sizes in bytes by image name
 * @param features {@code status.declaredFeatures}
 */
public record NodeData(
    String name,
    LabelSet labels,
    List<Taint> taints,
    boolean unschedulable,
    long[] allocatable,
    int podLimit,
    Map<String, Long> images,
    Set<String> features) {
  public NodeData {
    taints = List.copyOf(taints);
    images = Map.copyOf(images);
    features = Set.copyOf(features);
  }

  /** Region and zone together, which order the search so that zones take turns. */
  String zone() {
    String region = labels.get("topology.kubernetes.io/region");
    String zone = labels.get("topology.kubernetes.io/zone");
    return (region == null ? "" : region) + "\0" + (zone == null ? "" : zone);
  }
}
