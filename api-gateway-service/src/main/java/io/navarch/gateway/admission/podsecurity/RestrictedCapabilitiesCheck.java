package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Containers drop all capabilities and may add NET_BIND_SERVICE only. */
final class RestrictedCapabilitiesCheck implements PodCheck {
  private static final Set<String> ALLOWED = Set.of("NET_BIND_SERVICE");

  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    if (minor >= 25 && pod.isForWindows()) {
      return null;
    }
    List<String> details = new ArrayList<>(0);
    List<String> keeping = pod.containersWhere(c -> !dropsAll(c));
    if (!keeping.isEmpty()) {
      details.add(
          Wording.containers(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
    }
    Set<String> forbidden = new TreeSet<>();
    List<String> adding =
        pod.containersWhere(c -> BaselineCapabilitiesCheck.addsOther(c, ALLOWED, forbidden));
    if (!adding.isEmpty()) {
      details.add(BaselineCapabilitiesCheck.mustNotAdd(adding, forbidden));
    }
    return details.isEmpty()
        ? null
        : new Violation("unrestricted capabilities", String.join("; ", details));
  }

  private static boolean dropsAll(Map<String, Object> container) {
    return ApiObject.listAt(ApiObject.mapAt(CheckedPod.security(container), "capabilities"), "drop")
        .contains("ALL");
  }
}
