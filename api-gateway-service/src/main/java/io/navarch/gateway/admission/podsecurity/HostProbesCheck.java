package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Probes and lifecycle hooks may not go to another host. */
final class HostProbesCheck implements PodCheck {
  private static final int SINCE = 34;

  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    Set<String> hosts = new TreeSet<>();
    Set<String> bad = new TreeSet<>(pod.containersWhere(c -> namesHost(c, hosts)));
    return minor < SINCE || bad.isEmpty()
        ? null
        : new Violation(
            "probe or lifecycle host",
            Wording.containers(bad)
                + Wording.counted(" uses ", " use ", bad.size())
                + Wording.counted(
                    "probe or lifecycle host ", "probe or lifecycle hosts ", hosts.size())
                + Wording.quoted(hosts));
  }

  private static boolean namesHost(Map<String, Object> container, Set<String> hosts) {
    boolean found = false;
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      found |= collect(ApiObject.mapAt(container, probe), hosts);
    }
    Map<String, Object> lifecycle = ApiObject.mapAt(container, "lifecycle");
    for (String hook : List.of("postStart", "preStop")) {
      found |= collect(ApiObject.mapAt(lifecycle, hook), hosts);
    }
    return found;
  }

  private static boolean collect(Map<String, Object> handler, Set<String> hosts) {
    boolean found = false;
    for (String how : List.of("httpGet", "tcpSocket")) {
      String host = ApiObject.string(ApiObject.mapAt(handler, how), "host");
      if (!host.isEmpty()) {
        hosts.add(host);
        found = true;
      }
    }
    return found;
  }
}
