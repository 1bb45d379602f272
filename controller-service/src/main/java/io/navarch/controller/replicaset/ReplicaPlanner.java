package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.Pod;
import io.navarch.controller.pod.PodFacts;
import java.time.Instant;
import java.util.List;

/** Compares the pods of a ReplicaSet with how many are wanted. */
final class ReplicaPlanner {

  /** At most this many pods are created or deleted in one go. */
  static final int BURST = 500;

  private ReplicaPlanner() {}

  static ReplicaPlan plan(int wanted, List<Pod> owned, List<Pod> related, Instant now) {
    List<Pod> active = owned.stream().filter(PodFacts::active).toList();
    int missing = wanted - active.size();
    if (missing > 0) {
      return new ReplicaPlan.Create(Math.min(missing, BURST));
    }
    if (missing < 0) {
      int excess = Math.min(-missing, BURST);
      List<Pod> ranked = excess < active.size() ? DeletionRank.order(active, related, now) : active;
      return new ReplicaPlan.Delete(ranked.subList(0, excess));
    }
    return new ReplicaPlan.Settled();
  }
}
