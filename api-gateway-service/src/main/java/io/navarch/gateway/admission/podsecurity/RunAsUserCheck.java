package io.navarch.gateway.admission.podsecurity;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The user may not be 0. */
final class RunAsUserCheck implements PodCheck {
  private static final int RELAXED_SINCE = 35;

  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    if (minor >= RELAXED_SINCE && pod.hasOwnUsers()) {
      return null;
    }
    List<String> bad = pod.containersWhere(RunAsUserCheck::isRoot);
    String setters = Wording.setters(isRoot(pod.spec()), bad);
    return setters.isEmpty()
        ? null
        : new Violation("runAsUser=0", setters + " must not set runAsUser=0");
  }

  private static boolean isRoot(Map<String, Object> holder) {
    return CheckedPod.security(holder).get("runAsUser") instanceof Number n && n.longValue() == 0;
  }
}
