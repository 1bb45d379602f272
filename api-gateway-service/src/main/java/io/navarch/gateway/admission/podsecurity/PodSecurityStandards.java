package io.navarch.gateway.admission.podsecurity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks of each level and version, baseline first and each by its name. */
final class PodSecurityStandards {
  /** The newest version; later ones count as this one. */
  private static final int NEWEST = 36;

  private static final List<Rule> RULES =
      List.of(
          new Rule("appArmorProfile", Level.BASELINE, 0, "", new AppArmorProfileCheck()),
          new Rule("capabilities_baseline", Level.BASELINE, 0, "", new BaselineCapabilitiesCheck()),
          new Rule("hostNamespaces", Level.BASELINE, 0, "", new HostNamespacesCheck()),
          new Rule("hostPathVolumes", Level.BASELINE, 0, "", new HostPathVolumesCheck()),
          new Rule("hostPorts", Level.BASELINE, 0, "", new HostPortsCheck()),
          new Rule("hostProbesAndHostLifecycle", Level.BASELINE, 34, "", new HostProbesCheck()),
          new Rule("privileged", Level.BASELINE, 0, "", new PrivilegedCheck()),
          new Rule("procMount", Level.BASELINE, 0, "", new ProcMountCheck(35)),
          new Rule("seLinuxOptions", Level.BASELINE, 0, "", new SeLinuxOptionsCheck()),
          new Rule("seccompProfile_baseline", Level.BASELINE, 0, "", new BaselineSeccompCheck()),
          new Rule("sysctls", Level.BASELINE, 0, "", new SysctlsCheck()),
          new Rule("windowsHostProcess", Level.BASELINE, 0, "", new WindowsHostProcessCheck()),
          new Rule(
              "allowPrivilegeEscalation",
              Level.RESTRICTED,
              8,
              "",
              new AllowPrivilegeEscalationCheck()),
          new Rule(
              "capabilities_restricted",
              Level.RESTRICTED,
              22,
              "capabilities_baseline",
              new RestrictedCapabilitiesCheck()),
          new Rule(
              "procMount_restricted",
              Level.RESTRICTED,
              35,
              "procMount",
              new ProcMountCheck(Integer.MAX_VALUE)),
          new Rule(
              "restrictedVolumes",
              Level.RESTRICTED,
              0,
              "hostPathVolumes",
              new RestrictedVolumesCheck()),
          new Rule("runAsNonRoot", Level.RESTRICTED, 0, "", new RunAsNonRootCheck()),
          new Rule("runAsUser", Level.RESTRICTED, 23, "", new RunAsUserCheck()),
          new Rule(
              "seccompProfile_restricted",
              Level.RESTRICTED,
              19,
              "seccompProfile_baseline",
              new RestrictedSeccompCheck()));

  private PodSecurityStandards() {}

  /**
   * @param since minor version from which the check is part of its level
   * @param replaces the baseline check that it makes needless; empty for none
   */
  private record Rule(String id, Level level, int since, String replaces, PodCheck check) {}

  /** Everything by which a pod breaks a level. */
  static List<Violation> violations(LevelVersion asked, CheckedPod pod) {
    int minor = Math.min(asked.minor(), NEWEST);
    List<Rule> active =
        RULES.stream()
            .filter(r -> r.level.compareTo(asked.level()) <= 0 && r.since <= minor)
            .toList();
    List<Violation> found = new ArrayList<>(0);
    for (Rule rule : active) {
      if (active.stream().noneMatch(r -> r.replaces.equals(rule.id))) {
        @Nullable Violation violation = rule.check.check(pod, minor);
        if (violation != null) {
          found.add(violation);
        }
      }
    }
    return found;
  }

  /** {@code reason (detail), reason (detail)}. */
  static String details(List<Violation> violations) {
    return String.join(
        ", ",
        violations.stream()
            .map(v -> v.detail().isEmpty() ? v.reason() : v.reason() + " (" + v.detail() + ")")
            .toList());
  }
}
