package io.navarch.gateway.admission.podsecurity;

import org.jspecify.annotations.Nullable;

/** One check of the Pod Security Standards. */
@FunctionalInterface
interface PodCheck {
  /**
   * @param minor the Kubernetes version whose rules count
   * @return null when the pod passes
   */
  @Nullable Violation check(CheckedPod pod, int minor);
}
