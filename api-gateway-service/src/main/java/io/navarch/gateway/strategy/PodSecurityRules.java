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
      Pattern.compile("([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?");

  private PodSecurityRules() {}

  static void check(Field spec) {
    Field context = spec.at("securityContext");
    for (String id : List.of("fsGroup", "runAsUser", "runAsGroup")) {
      id(context.at(id));
    }
    context.at("supplementalGroups").each().forEach(PodSecurityRules::id);
    context.at("fsGroupChangePolicy").oneOfIfSet("OnRootMismatch", "Always");
    context.at("supplementalGroupsPolicy").oneOfIfSet("Merge", "Strict");
    context.at("seLinuxChangePolicy").oneOfIfSet("Recursive", "MountOption");
    profiles(context);
    sysctls(context.at("sysctls"), spec);
    if (spec.at("shareProcessNamespace").isTrue() && spec.at("hostPID").isTrue()) {
      spec.at("shareProcessNamespace")
          .invalid("ShareProcessNamespace and HostPID cannot both be enabled");
    }
    if (Boolean.FALSE.equals(spec.at("hostUsers").value())) {
      if (spec.at("hostNetwork").isTrue()) {
        spec.at("hostNetwork").forbidden("when `hostUsers` is false");
      }
      if (spec.at("hostPID").isTrue()) {
        spec.at("HostPID").forbidden("when `hostUsers` is false");
      }
      if (spec.at("hostIPC").isTrue()) {
        spec.at("HostIPC").forbidden("when `hostUsers` is false");
      }
    }
  }

  static void container(Field context, Field spec) {
    id(context.at("runAsUser"));
    id(context.at("runAsGroup"));
    profiles(context);
    context.at("procMount").oneOfIfSet("Default", "Unmasked");
    if (context.at("procMount").is("Unmasked")
        && !Boolean.FALSE.equals(spec.at("hostUsers").value())) {
      context.at("procMount").invalid("`hostUsers` must be false to use `Unmasked`");
    }
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
  }

  private static void id(Field id) {
    if (id.isSet()) {
      id.inRange(0, Integer.MAX_VALUE);
    }
  }

  private static void profiles(Field context) {
    Field seccomp = context.at("seccompProfile");
    if (seccomp.isSet()) {
      seccomp.at("type").oneOfIfSet("Localhost", "RuntimeDefault", "Unconfined");
      localhost(seccomp, "must be set when seccomp type is Localhost");
      if (seccomp.at("type").is("Localhost") && seccomp.at("localhostProfile").isSet()) {
        MountRules.descending(seccomp.at("localhostProfile"));
      }
    }
    Field appArmor = context.at("appArmorProfile");
    if (appArmor.isSet()) {
      if (appArmor.at("type").isEmpty()) {
        appArmor.at("type").required("type is required when appArmorProfile is set");
      } else {
        appArmor.at("type").oneOfIfSet("Localhost", "RuntimeDefault", "Unconfined");
      }
      localhost(appArmor, "must be set when AppArmor type is Localhost");
    }
  }

  private static void localhost(Field profile, String whenMissing) {
    Field local = profile.at("localhostProfile");
    if (profile.at("type").is("Localhost")) {
      if (local.isEmpty()) {
        local.required(whenMissing);
      }
    } else if (local.isSet()) {
      local.invalid(
          "can only be set when "
              + (whenMissing.contains("AppArmor") ? "AppArmor" : "seccomp")
              + " type is Localhost");
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
      if (spec.at("hostIPC").isTrue()
          && (dotted.startsWith("kernel.shm")
              || dotted.startsWith("kernel.msg")
              || dotted.equals("kernel.sem")
              || dotted.startsWith("fs.mqueue."))) {
        name.invalid("may not be specified when 'hostIPC' is true");
      }
    }
  }
}
