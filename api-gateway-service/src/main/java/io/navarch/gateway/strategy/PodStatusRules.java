package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for writing a pod's status. */
final class PodStatusRules {
  private static final List<String> SYSTEM_CONDITIONS =
      List.of("PodScheduled", "Ready", "Initialized");

  private PodStatusRules() {}

  static void check(Field pod, Field old) {
    PodUpdateRules.annotations(pod, old);
    PodAnnotationRules.check(pod.at("metadata", "annotations"), pod.at("spec"));
    Field status = pod.at("status");
    conditions(status.at("conditions"));
    Field nominated = status.at("nominatedNodeName");
    boolean changed = !nominated.sameAs(old.at("status", "nominatedNodeName"));
    if (changed && !nominated.isEmpty()) {
      nominated.check(Formats.dns1123Subdomain(nominated.string()));
      if (!old.at("spec", "nodeName").isEmpty()) {
        nominated.forbidden("may not be set on pods that are already bound to a node");
      }
    }
    generation(status.at("observedGeneration"));
    if (!old.at("status", "qosClass").isEmpty()) {
      status.at("qosClass").immutable(old.at("status", "qosClass"));
    }
    transitions(pod, old, "containerStatuses", "containers");
    transitions(pod, old, "initContainerStatuses", "initContainers");
    transitions(pod, old, "ephemeralContainerStatuses", "");
    resourceClaims(status.at("resourceClaimStatuses"), pod.at("spec", "resourceClaims"));
    ContainerStatusRules.extendedResources(
        status.at("extendedResourceClaimStatus"), pod.at("spec"));
    addresses(status.at("podIPs"), old.at("status", "podIPs"));
    Field hostIps = status.at("hostIPs");
    if (hostIps.size() > 0 && !hostIps.each().getFirst().at("ip").sameAs(status.at("hostIP"))) {
      hostIps.each().getFirst().at("ip").invalid("must be equal to `hostIP`");
    }
    addresses(hostIps, old.at("status", "hostIPs"));
    ContainerStatusRules.check(status, pod.at("spec"));
  }

  private static void conditions(Field conditions) {
    for (Field condition : conditions.each()) {
      generation(condition.at("observedGeneration"));
      String type = condition.at("type").string();
      if (!SYSTEM_CONDITIONS.contains(type)) {
        condition.at("type").reportedAs(condition.at("Type")).check(Formats.labelKey(type));
      }
    }
  }

  private static void generation(Field generation) {
    if (generation.number() < 0) {
      generation.invalid("must be a non-negative integer");
    }
  }

  /** A container that ended for good stays ended. */
  private static void transitions(Field pod, Field old, String statuses, String containers) {
    if (restartsAll(old.at("spec"))) {
      return;
    }
    List<Field> before = old.at("status", statuses).each();
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).at("state", "terminated").isSet()) {
        continue;
      }
      for (Field now : pod.at("status", statuses).each()) {
        boolean same = now.at("name").sameAs(before.get(i).at("name"));
        boolean runsAgain = !now.at("state", "terminated").isSet();
        if (same && runsAgain && !mayRestart(old, containers, before.get(i))) {
          before.get(i).at("state").forbidden("may not be transitioned to non-terminated state");
        }
      }
    }
  }

  /** Whether some container's end may restart all of them. */
  private static boolean restartsAll(Field spec) {
    return PodScope.containersOf(spec).stream()
        .flatMap(container -> container.at("restartPolicyRules").each().stream())
        .anyMatch(rule -> rule.at("action").is("RestartAllContainers"));
  }

  private static boolean mayRestart(Field pod, String containers, Field status) {
    if (containers.isEmpty()) {
      return false;
    }
    long exitCode = status.at("state", "terminated", "exitCode").number();
    for (Field container : pod.at("spec", containers).each()) {
      if (container.at("name").sameAs(status.at("name"))) {
        Field own = container.at("restartPolicy");
        return (own.isSet() && ruleMatches(container, exitCode))
            || restarts(own.isSet() ? own : pod.at("spec", "restartPolicy"), exitCode);
      }
    }
    return false;
  }

  private static boolean ruleMatches(Field container, long exitCode) {
    for (Field rule : container.at("restartPolicyRules").each()) {
      boolean listed = rule.at("exitCodes", "values").list().contains(exitCode);
      if (listed == rule.at("exitCodes", "operator").is("In")) {
        return true;
      }
    }
    return false;
  }

  private static boolean restarts(Field policy, long exitCode) {
    return switch (policy.string()) {
      case "Never" -> false;
      case "OnFailure" -> exitCode != 0;
      default -> true;
    };
  }

  private static void resourceClaims(Field statuses, Field claims) {
    Set<String> names = new HashSet<>();
    for (Field status : statuses.each()) {
      Field name = status.at("name");
      if (claims.each().stream().noneMatch(claim -> claim.at("name").sameAs(name))) {
        name.invalid(name.string(), "must match the name of an entry in `spec.resourceClaims`");
      }
      if (!names.add(name.string())) {
        name.duplicate();
      }
      Field claim = status.at("resourceClaimName");
      if (claim.isSet()) {
        claim.check(Formats.dns1123Subdomain(claim.string()));
      }
    }
  }

  /** At most one address of each family; those that stood before are not looked at again. */
  private static void addresses(Field ips, Field before) {
    Set<String> known = new HashSet<>();
    before.each().forEach(entry -> known.add(entry.at("ip").string()));
    Set<Boolean> families = new HashSet<>();
    for (Field entry : ips.each()) {
      String ip = entry.at("ip").string();
      families.add(ip.contains(":"));
      if (!known.contains(ip)) {
        Addresses.checkStrictIp(ip).forEach(m -> entry.invalid(ip, m));
      }
    }
    if (ips.size() > 1) {
      unreadable(ips);
    }
    if (ips.size() > 1 && (families.size() != 2 || ips.size() > 2)) {
      ips.invalid("may specify no more than one IP for each IP family");
    }
  }

  private static void unreadable(Field ips) {
    int index = 0;
    for (Field entry : ips.each()) {
      String ip = entry.at("ip").string();
      if (!Addresses.isIp(ip)) {
        ips.internal(
            "failed to check for dual stack with error:invalid IP[%d]: %s".formatted(index, ip));
        return;
      }
      index++;
    }
  }
}
