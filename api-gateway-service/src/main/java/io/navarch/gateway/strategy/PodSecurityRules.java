package io.navarch.gateway.strategy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for the security contexts of a pod and its containers, and the use of host namespaces.
 */
final class PodSecurityRules {
  private static final Pattern SYSCTL =
      Pattern.compile("(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*+[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?");

  private PodSecurityRules() {}

  static void check(Field spec) {
    Field context = spec.at("securityContext");
    for (String id : List.of("fsGroup", "runAsUser", "runAsGroup")) {
      id(context.at(id));
    }
    context.at("supplementalGroups").each().forEach(PodSecurityRules::id);
    if (spec.at("shareProcessNamespace").isTrue() && spec.at("hostPID").isTrue()) {
      spec.at("shareProcessNamespace")
          .reportedAs(context.at("shareProcessNamespace"))
          .invalid("ShareProcessNamespace and HostPID cannot both be enabled");
    }
    sysctls(context.at("sysctls"), spec);
    context.at("fsGroupChangePolicy").oneOfIfSet("Always", "OnRootMismatch");
    seccomp(context.at("seccompProfile"));
    WindowsRules.options(context.at("windowsOptions"));
    appArmor(context.at("appArmorProfile"));
    context.at("supplementalGroupsPolicy").oneOfIfSet("Merge", "Strict");
    context.at("seLinuxChangePolicy").oneOfIfSet("Recursive");
  }

  /** Users of its own and namespaces of the host do not go together. */
  static void userNamespace(PodScope scope) {
    if (scope.usesHostUsers()) {
      return;
    }
    Field spec = scope.spec();
    if (spec.at("hostNetwork").isTrue()) {
      spec.at("hostNetwork").forbidden("when `hostUsers` is false");
    }
    if (spec.at("hostPID").isTrue()) {
      spec.at("HostPID").forbidden("when `hostUsers` is false");
    }
    if (spec.at("hostIPC").isTrue()) {
      spec.at("HostIPC").forbidden("when `hostUsers` is false");
    }
    for (Field container : PodScope.containersOf(spec)) {
      if (container.at("volumeDevices").size() > 0) {
        container.at("volumeDevices").forbidden("when `hostUsers` is false");
      }
    }
  }

  static void container(Field context, PodScope scope) {
    if (!context.isSet()) {
      return;
    }
    id(context.at("runAsUser"));
    id(context.at("runAsGroup"));
    Field procMount = context.at("procMount");
    procMount.oneOfIfSet("Default", "Unmasked");
    if (procMount.is("Unmasked") && scope.usesHostUsers()) {
      procMount.invalid("`hostUsers` must be false to use `Unmasked`");
    }
    seccomp(context.at("seccompProfile"));
    Field escalation = context.at("allowPrivilegeEscalation");
    if (Boolean.FALSE.equals(escalation.value())) {
      if (context.at("privileged").isTrue()) {
        context.invalid("cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
      }
      if (context.at("capabilities", "add").list().contains("CAP_SYS_ADMIN")) {
        context.invalid(
            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add`"
                + " CAP_SYS_ADMIN");
      }
    }
    WindowsRules.options(context.at("windowsOptions"));
    appArmor(context.at("appArmorProfile"));
  }

  private static void id(Field id) {
    if (id.isSet()) {
      id.inRange(0, Integer.MAX_VALUE);
    }
  }

  private static void seccomp(Field profile) {
    if (!profile.isSet()) {
      return;
    }
    if (profile.at("type").requirePresent("type is required when seccompProfile is set")) {
      profile.at("type").oneOfIfSet("Localhost", "RuntimeDefault", "Unconfined");
    }
    Field local = profile.at("localhostProfile");
    if (!profile.at("type").is("Localhost")) {
      if (local.isSet()) {
        local.invalid(profile.shown(), "can only be set when seccomp type is Localhost");
      }
    } else if (!local.isSet()) {
      local.required("must be set when seccomp type is Localhost");
    } else {
      MountRules.descending(local);
    }
  }

  private static void appArmor(Field profile) {
    if (!profile.isSet()) {
      return;
    }
    Field local = profile.at("localhostProfile");
    switch (profile.at("type").string()) {
      case "" -> profile.at("type").required("type is required when appArmorProfile is set");
      case "Localhost" -> localAppArmor(local);
      case "RuntimeDefault", "Unconfined" -> {
        if (local.isSet()) {
          local.invalid("can only be set when AppArmor type is Localhost");
        }
      }
      default -> profile.at("type").oneOfIfSet("Localhost", "RuntimeDefault", "Unconfined");
    }
  }

  private static void localAppArmor(Field local) {
    if (!local.isSet()) {
      local.required("must be set when AppArmor type is Localhost");
      return;
    }
    if (!local.string().equals(local.string().strip())) {
      local.invalid("must not be padded with whitespace");
    } else if (local.isEmpty()) {
      local.required("must be set when AppArmor type is Localhost");
    }
    if (local.string().length() > 4095) {
      local.tooLong(4095);
    }
  }

  private static void sysctls(Field sysctls, Field spec) {
    Set<String> names = new HashSet<>();
    for (Field sysctl : sysctls.each()) {
      Field name = sysctl.at("name");
      String value = name.string();
      if (value.isEmpty()) {
        name.required("");
      } else if (value.length() > 253 || !SYSCTL.matcher(value).matches()) {
        name.invalid(
            "must have at most 253 characters and match regex ^"
                + "([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$");
      } else if (!names.add(value)) {
        name.duplicate();
      }
      String dotted = value.replace('/', '.');
      if (spec.at("hostNetwork").isTrue() && dotted.startsWith("net.")) {
        name.invalid("may not be specified when 'hostNetwork' is true");
      }
      if (spec.at("hostIPC").isTrue() && isOfIpc(dotted)) {
        name.invalid("may not be specified when 'hostIPC' is true");
      }
    }
  }

  private static boolean isOfIpc(String name) {
    return name.startsWith("kernel.shm")
        || name.startsWith("kernel.msg")
        || name.equals("kernel.sem")
        || name.startsWith("fs.mqueue.");
  }
}
