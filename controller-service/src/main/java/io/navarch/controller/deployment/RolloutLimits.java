package io.navarch.controller.deployment;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import io.navarch.controller.pod.Amounts;

/**
 * How far a rollout may go above and below the wanted number.
 *
 * @param desired wanted pods
 * @param maxSurge pods that may exist above it
 * @param maxUnavailable pods that may be unavailable below it
 */
record RolloutLimits(int desired, int maxSurge, int maxUnavailable) {

  static RolloutLimits of(Deployment deployment) {
    Integer replicas = deployment.getSpec().getReplicas();
    int desired = replicas == null ? 1 : replicas;
    if (!rolling(deployment)) {
      return new RolloutLimits(desired, 0, 0);
    }
    RollingUpdateDeployment rolling = deployment.getSpec().getStrategy().getRollingUpdate();
    IntOrString surgeWanted = rolling == null ? null : rolling.getMaxSurge();
    IntOrString unavailableWanted = rolling == null ? null : rolling.getMaxUnavailable();
    int surge = Amounts.of(surgeWanted, desired, true, 0);
    int unavailable = Amounts.of(unavailableWanted, desired, false, 0);
    if (surge == 0 && unavailable == 0) {
      unavailable = 1;
    }
    return new RolloutLimits(desired, surge, Math.min(unavailable, desired));
  }

  static boolean rolling(Deployment deployment) {
    return deployment.getSpec().getStrategy() == null
        || !"Recreate".equals(deployment.getSpec().getStrategy().getType());
  }

  int minAvailable() {
    return desired - maxUnavailable;
  }

  int maxTotal() {
    return desired + maxSurge;
  }
}
