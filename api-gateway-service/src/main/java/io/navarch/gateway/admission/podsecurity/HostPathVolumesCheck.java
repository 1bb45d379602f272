package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** No volume may be a path of the host. */
final class HostPathVolumesCheck implements PodCheck {
  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    List<String> bad =
        CheckedPod.trees(pod.spec(), "volumes").stream()
            .filter(v -> v.get("hostPath") != null)
            .map(v -> ApiObject.string(v, "name"))
            .toList();
    return bad.isEmpty()
        ? null
        : new Violation(
            "hostPath volumes",
            Wording.counted("volume", "volumes", bad.size()) + " " + Wording.quoted(bad));
  }
}
