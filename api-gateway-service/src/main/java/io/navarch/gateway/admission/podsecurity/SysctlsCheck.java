package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Only sysctls that concern the pod alone may be set. */
final class SysctlsCheck implements PodCheck {
  /** Each safe one, with the minor version from which it counts as safe. */
  private static final Map<String, Integer> SAFE_SINCE =
      Map.ofEntries(
          Map.entry("kernel.shm_rmid_forced", 0),
          Map.entry("net.ipv4.ip_local_port_range", 0),
          Map.entry("net.ipv4.tcp_syncookies", 0),
          Map.entry("net.ipv4.ping_group_range", 0),
          Map.entry("net.ipv4.ip_unprivileged_port_start", 0),
          Map.entry("net.ipv4.ip_local_reserved_ports", 27),
          Map.entry("net.ipv4.tcp_keepalive_time", 29),
          Map.entry("net.ipv4.tcp_fin_timeout", 29),
          Map.entry("net.ipv4.tcp_keepalive_intvl", 29),
          Map.entry("net.ipv4.tcp_keepalive_probes", 29),
          Map.entry("net.ipv4.tcp_rmem", 32),
          Map.entry("net.ipv4.tcp_wmem", 32));

  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    List<String> bad =
        CheckedPod.trees(pod.security(), "sysctls").stream()
            .map(s -> ApiObject.string(s, "name"))
            .filter(name -> SAFE_SINCE.getOrDefault(name, Integer.MAX_VALUE) > minor)
            .toList();
    return bad.isEmpty() ? null : new Violation("forbidden sysctls", String.join(", ", bad));
  }
}
