package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** No container may run as a process of a Windows host. */
final class WindowsHostProcessCheck implements PodCheck {
  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    List<String> bad = pod.containersWhere(WindowsHostProcessCheck::isHostProcess);
    String setters = Wording.setters(isHostProcess(pod.spec()), bad);
    return setters.isEmpty()
        ? null
        : new Violation(
            "hostProcess",
            setters + " must not set securityContext.windowsOptions.hostProcess=true");
  }

  private static boolean isHostProcess(Map<String, Object> holder) {
    return Boolean.TRUE.equals(
        ApiObject.mapAt(CheckedPod.security(holder), "windowsOptions").get("hostProcess"));
  }
}
