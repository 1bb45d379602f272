package io.navarch.controller.deployment;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Deployment needs now, in order.
 *
 * @param lookAgain when to see whether the rollout is stuck; null when that cannot be
 */
record DeploymentPlan(List<DeploymentStep> steps, @Nullable Duration lookAgain) {

  DeploymentPlan {
    steps = List.copyOf(steps);
  }
}
