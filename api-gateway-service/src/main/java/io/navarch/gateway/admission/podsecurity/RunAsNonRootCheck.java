package io.navarch.gateway.admission.podsecurity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Containers must say that they do not run as root. */
final class RunAsNonRootCheck implements PodCheck {
  private static final int RELAXED_SINCE = 35;
  private static final String REASON = "runAsNonRoot != true";

  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    if (minor >= RELAXED_SINCE && pod.hasOwnUsers()) {
      return null;
    }
    Object ofPod = pod.security().get("runAsNonRoot");
    List<String> bad =
        pod.containersWhere(c -> Boolean.FALSE.equals(CheckedPod.security(c).get("runAsNonRoot")));
    String setters = Wording.setters(Boolean.FALSE.equals(ofPod), bad);
    if (!setters.isEmpty()) {
      return new Violation(REASON, setters + " must not set securityContext.runAsNonRoot=false");
    }
    if (Boolean.TRUE.equals(ofPod)) {
      return null;
    }
    List<String> silent =
        pod.containersWhere(c -> CheckedPod.security(c).get("runAsNonRoot") == null);
    return silent.isEmpty()
        ? null
        : new Violation(
            REASON,
            "pod or " + Wording.containers(silent) + " must set securityContext.runAsNonRoot=true");
  }
}
