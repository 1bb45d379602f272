package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;

/** The rules for writing a pod's status. */
final class PodStatusRules {
  private PodStatusRules() {}

  static void check(Field pod, Field old) {
    PodUpdateRules.annotations(pod, old);
    Field status = pod.at("status");
    Field nominated = status.at("nominatedNodeName");
    boolean changed = !nominated.sameAs(old.at("status", "nominatedNodeName"));
    if (changed && !nominated.isEmpty()) {
      nominated.check(Formats.dns1123Subdomain(nominated.string()));
      if (!old.at("spec", "nodeName").isEmpty()) {
        nominated.forbidden("may not be set on pods that are already bound to a node");
      }
    }
    if (!old.at("status", "qosClass").isEmpty()) {
      status.at("qosClass").immutable(old.at("status", "qosClass"));
    }
    transitions(pod, old, "containerStatuses", "containers");
    transitions(pod, old, "initContainerStatuses", "initContainers");
    podIps(status);
  }

  /** A container that ended for good stays ended. */
  private static void transitions(Field pod, Field old, String statuses, String containers) {
    for (Field before : old.at("status", statuses).each()) {
      if (!before.at("state", "terminated").isSet()) {
        continue;
      }
      for (Field now : pod.at("status", statuses).each()) {
        boolean same = now.at("name").sameAs(before.at("name"));
        boolean runsAgain = !now.at("state", "terminated").isSet();
        if (same && runsAgain && !mayRestart(old, containers, before)) {
          now.at("state").forbidden("may not be transitioned to non-terminated state");
        }
      }
    }
  }

  private static boolean mayRestart(Field pod, String containers, Field status) {
    String policy = pod.at("spec", "restartPolicy").string();
    for (Field container : pod.at("spec", containers).each()) {
      if (container.at("name").sameAs(status.at("name"))) {
        if (container.at("restartPolicyRules").size() > 0) {
          return true;
        }
        String own = container.at("restartPolicy").string();
        policy = own.isEmpty() ? policy : own;
      }
    }
    return switch (policy) {
      case "Always" -> true;
      case "OnFailure" -> status.at("state", "terminated", "exitCode").number() != 0;
      default -> false;
    };
  }

  private static void podIps(Field status) {
    Field ips = status.at("podIPs");
    Field ip = status.at("podIP");
    for (Field entry : ips.each()) {
      if (!Addresses.isIp(entry.at("ip").string())) {
        entry.invalid(
            entry.at("ip").string(),
            "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
      }
    }
    if (ips.size() > 0 && !ip.isEmpty() && !ips.each().getFirst().at("ip").sameAs(ip)) {
      ips.invalid("must be equal to `podIP`");
    }
  }
}
