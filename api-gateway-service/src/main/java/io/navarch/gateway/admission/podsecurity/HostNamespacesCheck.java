package io.navarch.gateway.admission.podsecurity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The host's network, process and IPC namespaces may not be shared. */
final class HostNamespacesCheck implements PodCheck {
  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    List<String> shared = new ArrayList<>(0);
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (Boolean.TRUE.equals(pod.spec().get(field))) {
        shared.add(field + "=true");
      }
    }
    return shared.isEmpty() ? null : new Violation("host namespaces", String.join(", ", shared));
  }
}
