package io.navarch.gateway.admission.podsecurity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Containers must switch privilege escalation off. */
final class AllowPrivilegeEscalationCheck implements PodCheck {
  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    if (minor >= 25 && pod.isForWindows()) {
      return null;
    }
    List<String> bad =
        pod.containersWhere(
            c -> !Boolean.FALSE.equals(CheckedPod.security(c).get("allowPrivilegeEscalation")));
    return bad.isEmpty()
        ? null
        : new Violation(
            "allowPrivilegeEscalation != false",
            Wording.containers(bad) + " must set securityContext.allowPrivilegeEscalation=false");
  }
}
