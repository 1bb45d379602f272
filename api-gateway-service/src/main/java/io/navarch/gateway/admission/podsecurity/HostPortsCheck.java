package io.navarch.gateway.admission.podsecurity;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** No container may take a port of the host. */
final class HostPortsCheck implements PodCheck {
  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    Set<String> ports = new TreeSet<>();
    List<String> bad = pod.containersWhere(c -> takesPort(c, ports));
    return bad.isEmpty()
        ? null
        : new Violation(
            "hostPort",
            Wording.containers(bad)
                + Wording.counted(" uses ", " use ", bad.size())
                + Wording.counted("hostPort ", "hostPorts ", ports.size())
                + String.join(", ", ports));
  }

  private static boolean takesPort(Map<String, Object> container, Set<String> ports) {
    boolean found = false;
    for (Map<String, Object> port : CheckedPod.trees(container, "ports")) {
      if (port.get("hostPort") instanceof Number n && n.longValue() != 0) {
        ports.add(n.toString());
        found = true;
      }
    }
    return found;
  }
}
