package io.navarch.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;

/** One step of a rolling update: grow the new set within the surge, or shrink the old ones. */
final class RollingUpdate {

  private RollingUpdate() {}

  static void step(Rollout rollout, ReplicaSet newest) {
    if (!growNewest(rollout, newest)) {
      shrinkOld(rollout, newest);
    }
  }

  /** The size a new set may have beside the others. */
  static int newestSize(Rollout rollout, int othersSize, int sizeNow) {
    if (!RolloutLimits.rolling(rollout.deployment)) {
      return rollout.limits.desired();
    }
    int room = rollout.limits.maxTotal() - othersSize - sizeNow;
    return room <= 0 ? sizeNow : sizeNow + Math.min(room, rollout.limits.desired() - sizeNow);
  }

  private static boolean growNewest(Rollout rollout, ReplicaSet newest) {
    int size = Rollout.size(newest);
    int desired = rollout.limits.desired();
    if (size == desired) {
      return false;
    }
    int wanted =
        size > desired ? desired : newestSize(rollout, Rollout.sizeOf(rollout.old()), size);
    return rollout.scale(newest, wanted, false);
  }

  private static void shrinkOld(Rollout rollout, ReplicaSet newest) {
    if (Rollout.sizeOf(rollout.old()) == 0) {
      return;
    }
    int newestUnavailable = Rollout.size(newest) - Rollout.available(newest);
    int spare = Rollout.sizeOf(rollout.all()) - rollout.limits.minAvailable() - newestUnavailable;
    if (spare <= 0) {
      return;
    }
    dropUnhealthy(rollout, spare);
    dropAvailable(rollout);
  }

  /** Pods of old sets that are not available can go without making things worse. */
  private static void dropUnhealthy(Rollout rollout, int spare) {
    int left = spare;
    for (ReplicaSet set : rollout.old()) {
      int unhealthy = Rollout.size(set) - Rollout.available(set);
      if (left <= 0) {
        return;
      }
      if (Rollout.size(set) == 0 || unhealthy <= 0) {
        continue;
      }
      int dropped = Math.min(left, unhealthy);
      rollout.scale(set, Rollout.size(set) - dropped, false);
      left -= dropped;
    }
  }

  private static void dropAvailable(Rollout rollout) {
    int available = rollout.all().stream().mapToInt(Rollout::available).sum();
    int left = available - rollout.limits.minAvailable();
    for (ReplicaSet set : rollout.old()) {
      if (left <= 0) {
        return;
      }
      int dropped = Math.min(Rollout.size(set), left);
      if (dropped > 0) {
        rollout.scale(set, Rollout.size(set) - dropped, false);
        left -= dropped;
      }
    }
  }
}
