package io.navarch.gateway.admission.podsecurity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A seccomp profile that filters must be named for every container. */
final class RestrictedSeccompCheck implements PodCheck {
  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    if (minor >= 25 && pod.isForWindows()) {
      return null;
    }
    Violation named = BaselineSeccompCheck.ofFields(pod);
    if (named != null || BaselineSeccompCheck.names(pod.spec())) {
      return named;
    }
    List<String> silent = pod.containersWhere(c -> !BaselineSeccompCheck.names(c));
    return silent.isEmpty()
        ? null
        : new Violation(
            "seccompProfile",
            "pod or "
                + Wording.containers(silent)
                + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or"
                + " \"Localhost\"");
  }
}
