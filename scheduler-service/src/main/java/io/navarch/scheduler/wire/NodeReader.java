package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.navarch.scheduler.cluster.Amounts;
import io.navarch.scheduler.cluster.LabelSet;
import io.navarch.scheduler.cluster.NodeData;
import io.navarch.scheduler.cluster.ResourceNames;
import io.navarch.scheduler.cluster.Taint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads of a Node what the scheduler keeps. */
public final class NodeReader {
  private final Quantities quantities;

  public NodeReader(ResourceNames names) {
    this.quantities = new Quantities(names);
  }

  public NodeData read(Node node) {
    NodeStatus status = node.getStatus();
    var allocatable = status == null ? null : status.getAllocatable();
    long pods = allocatable == null ? 0 : quantities.ones(allocatable.get("pods"));
    return new NodeData(
        node.getMetadata().getName(),
        LabelSet.of(node.getMetadata().getLabels()),
        taints(node),
        node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
        allocatable == null ? Amounts.none() : quantities.amounts(allocatable),
        (int) Math.min(pods, Integer.MAX_VALUE),
        images(status),
        Set.of());
  }

  private static List<Taint> taints(Node node) {
    if (node.getSpec() == null || node.getSpec().getTaints() == null) {
      return List.of();
    }
    return node.getSpec().getTaints().stream()
        .map(
            taint ->
                new Taint(
                    taint.getKey(),
                    taint.getValue() == null ? "" : taint.getValue(),
                    Taint.Effect.of(taint.getEffect())))
        .toList();
  }

  private static Map<String, Long> images(@Nullable NodeStatus status) {
    Map<String, Long> sizes = new HashMap<>();
    if (status != null && status.getImages() != null) {
      for (ContainerImage image : status.getImages()) {
        if (image.getNames() != null && image.getSizeBytes() != null) {
          image.getNames().forEach(name -> sizes.put(name.intern(), image.getSizeBytes()));
        }
      }
    }
    return sizes;
  }
}
