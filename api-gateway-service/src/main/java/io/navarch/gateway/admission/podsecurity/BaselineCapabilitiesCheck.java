package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Only capabilities that runtimes give by default, without NET_RAW, may be added. */
final class BaselineCapabilitiesCheck implements PodCheck {
  private static final Set<String> ALLOWED =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    Set<String> forbidden = new TreeSet<>();
    List<String> bad = pod.containersWhere(c -> addsOther(c, ALLOWED, forbidden));
    return bad.isEmpty()
        ? null
        : new Violation("non-default capabilities", mustNotAdd(bad, forbidden));
  }

  /** Whether a container adds a capability that is not allowed; the finds are collected. */
  static boolean addsOther(
      Map<String, Object> container, Set<String> allowed, Set<String> forbidden) {
    boolean found = false;
    Map<String, Object> capabilities =
        ApiObject.mapAt(CheckedPod.security(container), "capabilities");
    for (Object added : ApiObject.listAt(capabilities, "add")) {
      if (!allowed.contains(String.valueOf(added))) {
        forbidden.add(String.valueOf(added));
        found = true;
      }
    }
    return found;
  }

  static String mustNotAdd(List<String> containers, Set<String> forbidden) {
    return Wording.containers(containers)
        + " must not include "
        + Wording.quoted(forbidden)
        + " in securityContext.capabilities.add";
  }
}
