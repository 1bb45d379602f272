package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.Taint;
import io.navarch.scheduler.cluster.Toleration;
import java.util.List;

/**
 * Keeps pods off nodes with taints that they do not tolerate, and prefers nodes with fewer
 * untolerated taints of the soft effect.
 */
public final class TaintToleration implements Filter, Score {
  private static final Fit REFUSAL = Fit.never("node(s) had untolerated taint(s)");

  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public int weight() {
    return 3;
  }

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    return new Each(
        node -> repelled(node.data().taints(), pod.wishes().tolerations()) ? REFUSAL : Fit.FITS);
  }

  @Override
  public NodeRating prepare(PodInfo pod, ClusterView cluster, List<NodeSlot> fitting) {
    List<Toleration> forSoft =
        pod.wishes().tolerations().stream()
            .filter(t -> t.effect() == null || t.effect() == Taint.Effect.PREFER_NO_SCHEDULE)
            .toList();
    return new NodeRating() {
      @Override
      public long rate(NodeSlot node) {
        long untolerated = 0;
        List<Taint> taints = node.data().taints();
        for (int i = 0; i < taints.size(); i++) {
          if (!taints.get(i).keepsOff() && !tolerated(forSoft, taints.get(i))) {
            untolerated++;
          }
        }
        return untolerated;
      }

      @Override
      public void normalise(long[] ratings) {
        Normal.scale(ratings, true);
      }
    };
  }

  /** Whether a taint among these keeps a pod with these tolerations off. */
  static boolean repelled(List<Taint> taints, List<Toleration> tolerations) {
    for (int i = 0; i < taints.size(); i++) {
      if (taints.get(i).keepsOff() && !tolerated(tolerations, taints.get(i))) {
        return true;
      }
    }
    return false;
  }

  static boolean tolerated(List<Toleration> tolerations, Taint taint) {
    for (int i = 0; i < tolerations.size(); i++) {
      if (tolerations.get(i).tolerates(taint)) {
        return true;
      }
    }
    return false;
  }
}
