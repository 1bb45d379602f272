package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prefers nodes that hold the pod's images already. Sizes count in proportion to the share of nodes
 * that hold the image, so that a rare image does not draw every pod to one node.
 */
public final class ImageLocality implements Score {
  private static final long LEAST = 23L * 1024 * 1024;
  private static final long MOST_PER_CONTAINER = 1000L * 1024 * 1024;

  @Override
  public String name() {
    return "ImageLocality";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public @Nullable NodeRating prepare(PodInfo pod, ClusterView cluster, List<NodeSlot> fitting) {
    if (pod.images().stream().noneMatch(image -> cluster.nodesWithImage(image) > 0)) {
      return null;
    }
    double[] spread = new double[pod.images().size()];
    for (int i = 0; i < spread.length; i++) {
      spread[i] = (double) cluster.nodesWithImage(pod.images().get(i)) / cluster.nodes().size();
    }
    long most = MOST_PER_CONTAINER * pod.containers();
    return node -> {
      long sum = 0;
      for (int i = 0; i < spread.length; i++) {
        Long size = node.data().images().get(pod.images().get(i));
        sum += size == null ? 0 : (long) (size * spread[i]);
      }
      return BEST * (Math.clamp(sum, LEAST, most) - LEAST) / (most - LEAST);
    };
  }
}
