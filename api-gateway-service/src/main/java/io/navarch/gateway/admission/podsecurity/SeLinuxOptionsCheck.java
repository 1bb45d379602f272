package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Only the SELinux types of containers, and neither user nor role. */
final class SeLinuxOptionsCheck implements PodCheck {
  private static final Set<String> ALLOWED =
      Set.of("", "container_t", "container_init_t", "container_kvm_t");
  private static final int ENGINE_SINCE = 31;

  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    Findings findings = new Findings(new TreeSet<>(), minor);
    boolean badPod = findings.isBad(pod.spec());
    List<String> bad = pod.containersWhere(findings::isBad);
    String setters = Wording.setters(badPod, bad);
    return setters.isEmpty()
        ? null
        : new Violation(
            "seLinuxOptions",
            setters + " set forbidden securityContext.seLinuxOptions: " + findings);
  }

  /** What was found wrong so far. */
  private static final class Findings {
    private final Set<String> types;
    private final int minor;
    private boolean user;
    private boolean role;

    Findings(Set<String> types, int minor) {
      this.types = types;
      this.minor = minor;
    }

    boolean isBad(Map<String, Object> holder) {
      Map<String, Object> options = ApiObject.mapAt(CheckedPod.security(holder), "seLinuxOptions");
      String type = ApiObject.string(options, "type");
      boolean badType =
          !ALLOWED.contains(type) && !(minor >= ENGINE_SINCE && type.equals("container_engine_t"));
      if (badType) {
        types.add(type);
      }
      boolean badUser = !ApiObject.string(options, "user").isEmpty();
      boolean badRole = !ApiObject.string(options, "role").isEmpty();
      user |= badUser;
      role |= badRole;
      return badType || badUser || badRole;
    }

    @Override
    public String toString() {
      List<String> parts = new ArrayList<>(3);
      if (!types.isEmpty()) {
        parts.add(Wording.counted("type ", "types ", types.size()) + Wording.quoted(types));
      }
      if (user) {
        parts.add("user may not be set");
      }
      if (role) {
        parts.add("role may not be set");
      }
      return String.join("; ", parts);
    }
  }
}
