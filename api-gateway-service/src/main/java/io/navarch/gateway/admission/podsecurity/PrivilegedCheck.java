package io.navarch.gateway.admission.podsecurity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** No container may be privileged. */
final class PrivilegedCheck implements PodCheck {
  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    List<String> bad =
        pod.containersWhere(c -> Boolean.TRUE.equals(CheckedPod.security(c).get("privileged")));
    return bad.isEmpty()
        ? null
        : new Violation(
            "privileged",
            Wording.containers(bad) + " must not set securityContext.privileged=true");
  }
}
