package io.navarch.gateway.admission.podsecurity;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The mask over {@code /proc} stays.
 *
 * @param relaxedSince the version from which pods with users of their own may unmask it
 */
record ProcMountCheck(int relaxedSince) implements PodCheck {
  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    if (minor >= relaxedSince && pod.hasOwnUsers()) {
      return null;
    }
    Set<String> types = new TreeSet<>();
    List<String> bad =
        pod.containersWhere(
            c ->
                CheckedPod.security(c).get("procMount") instanceof String type
                    && !type.equals("Default")
                    && (types.add(type) || types.contains(type)));
    return bad.isEmpty()
        ? null
        : new Violation(
            "procMount",
            Wording.containers(bad)
                + " must not set securityContext.procMount to "
                + Wording.quoted(types));
  }
}
