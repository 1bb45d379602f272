package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rules for a service's spec. Addresses and node ports are checked where they are allocated.
 */
final class ServiceRules {
  private static final String ONLY_FOR_BALANCERS = "may only be used when `type` is 'LoadBalancer'";

  static final String SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

  private ServiceRules() {}

  static void check(Field spec) {
    String type = spec.at("type").string();
    boolean headless = spec.at("clusterIP").is("None");
    if (spec.at("ports").size() == 0 && !headless && !type.equals("ExternalName")) {
      spec.at("ports").required("");
    }
    byType(spec, type);
    clusterIps(spec, type);
    WorkloadRules.labels(spec.at("selector"));
    sessionAffinity(spec);
    spec.at("type").oneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    for (Field ip : spec.at("externalIPs").each()) {
      if (ip.check(Addresses.checkStrictIp(ip.string()))) {
        ip.check(Addresses.checkReachable(ip.string()));
      }
    }
    ports(spec, type);
    loadBalancerFields(spec, type);
    trafficPolicies(spec, type);
    spec.at("trafficDistribution").oneOfIfSet("PreferClose", "PreferSameZone", "PreferSameNode");
  }

  private static void byType(Field spec, String type) {
    boolean none = spec.at("clusterIPs").list().stream().findFirst().orElse("").equals("None");
    Field first = spec.at("clusterIPs").reportedAs(spec.path() + ".clusterIPs[0]");
    switch (type) {
      case "LoadBalancer", "NodePort" -> {
        if (none) {
          first.invalid("None", "may not be set to 'None' for " + type + " services");
        }
      }
      case "ExternalName" -> {
        for (String member : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
          if (!spec.at(member).isEmpty()) {
            spec.at(member).forbidden("may not be set for ExternalName services");
          }
        }
        Field name = spec.at("externalName");
        if (name.requirePresent()) {
          String bare = name.string();
          bare = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
          name.check(Formats.dns1123Subdomain(bare));
        }
      }
      default -> {}
    }
  }

  private static void clusterIps(Field spec, String type) {
    if (type.equals("ExternalName")) {
      return;
    }
    Field ips = spec.at("clusterIPs");
    Field ip = spec.at("clusterIP");
    if (ips.size() > 0 && ip.isEmpty()) {
      ips.invalid("must be empty when `clusterIP` is not specified");
    } else if (ips.size() > 0 && !Json.equal(ips.list().getFirst(), ip.value())) {
      ips.invalid("first value must match `clusterIP`");
    }
    Set<Object> families = new HashSet<>();
    for (Field family : spec.at("ipFamilies").each()) {
      family.among("IPv4", "IPv6");
      if (!families.add(family.string())) {
        family.duplicate();
      }
    }
    spec.at("ipFamilyPolicy").oneOfIfSet("PreferDualStack", "RequireDualStack", "SingleStack");
    if (ips.list().contains("None")) {
      if (ips.size() > 1) {
        ips.invalid("'None' must be the first and only value");
      }
      return;
    }
    boolean valid = true;
    for (Field one : ips.each()) {
      valid &= one.check(Addresses.checkStrictIp(one.string()));
    }
    if (!valid) {
      return;
    }
    if (ips.size() > 2) {
      ips.invalid("may only hold up to 2 values");
    } else if (ips.size() == 2 && isV6(ips, 0) == isV6(ips, 1)) {
      ips.invalid("may specify no more than one IP for each IP family");
    }
    List<Field> declared = spec.at("ipFamilies").each();
    for (int i = 0; i < Math.min(declared.size(), ips.size()); i++) {
      Field one = ips.each().get(i);
      if (!isOfFamily(one, declared.get(i))) {
        one.invalid(
            "expected an "
                + (declared.get(i).is("IPv6") ? "IPv6" : "IPv4")
                + " value as indicated by `ipFamilies["
                + i
                + "]`");
      }
    }
  }

  private static boolean isOfFamily(Field ip, Field family) {
    return !Addresses.isIp(ip.string()) || family.is("IPv6") == ip.string().contains(":");
  }

  /** Whether every address is of the family that stands in its place. */
  private static boolean fitFamilies(Field spec) {
    List<Field> ips = spec.at("clusterIPs").each();
    List<Field> families = spec.at("ipFamilies").each();
    return IntStream.range(0, Math.min(ips.size(), families.size()))
        .allMatch(i -> isOfFamily(ips.get(i), families.get(i)));
  }

  private static boolean isV6(Field ips, int index) {
    return String.valueOf(ips.list().get(index)).contains(":");
  }

  private static void sessionAffinity(Field spec) {
    Field affinity = spec.at("sessionAffinity");
    affinity.oneOf("ClientIP", "None");
    Field config = spec.at("sessionAffinityConfig");
    if (affinity.is("ClientIP")) {
      Field timeout = config.at("clientIP", "timeoutSeconds");
      if (!timeout.isSet()) {
        timeout.required("when session affinity type is ClientIP");
      } else if (timeout.number() < 1 || timeout.number() > 86_400) {
        timeout.invalid("must be greater than 0 and less than 86400");
      }
    } else if (affinity.is("None") && config.isSet()) {
      config.forbidden("must not be set when session affinity is None");
    }
  }

  private static void ports(Field spec, String type) {
    List<Field> ports = spec.at("ports").each();
    Set<String> names = new HashSet<>();
    Set<String> numbers = new HashSet<>();
    Set<String> nodePorts = new HashSet<>();
    for (Field port : ports) {
      name(port.at("name"), ports.size() > 1, names);
      Field number = port.at("port");
      Formats.portNumber(number.number()).forEach(m -> number.invalid(number.number(), m));
      port.at("protocol").oneOf("SCTP", "TCP", "UDP");
      ProbeRules.portNumberOrName(port.at("targetPort"));
      Field appProtocol = port.at("appProtocol");
      if (appProtocol.isSet()) {
        appProtocol.check(Formats.labelKey(appProtocol.string()));
      }
      String protocol = port.at("protocol").string();
      if (!numbers.add(protocol + "/" + number.number())) {
        port.with(Map.of("protocol", protocol, "port", number.number())).duplicate();
      }
      Field nodePort = port.at("nodePort");
      if (!nodePort.isEmpty()) {
        if (type.equals("ClusterIP")) {
          nodePort.forbidden("may not be used when `type` is 'ClusterIP'");
        }
        if (!nodePorts.add(protocol + "/" + nodePort.number())) {
          nodePort.duplicate();
        }
      }
    }
  }

  private static void name(Field name, boolean needed, Set<String> names) {
    if (name.isEmpty()) {
      if (needed) {
        name.required("");
      }
      return;
    }
    name.check(Formats.dns1123Label(name.string()));
    if (!names.add(name.string())) {
      name.duplicate();
    }
  }

  /**
   * The same where the ranges stand in the annotation that was there before the field.
   *
   * @param old what the annotation said before; empty for a new service
   */
  static void annotatedRanges(Field service, String old) {
    Field ranges = service.at("metadata", "annotations").key(SOURCE_RANGES);
    if (!ranges.isSet() || service.at("spec", "loadBalancerSourceRanges").size() > 0) {
      return;
    }
    if (!service.at("spec", "type").is("LoadBalancer")) {
      ranges.forbidden(ONLY_FOR_BALANCERS);
    }
    if (ranges.isEmpty() || ranges.is(old)) {
      return;
    }
    for (String range : ranges.string().strip().split(",", -1)) {
      Addresses.checkStrictCidr(range.strip()).forEach(m -> ranges.invalid(range.strip(), m));
    }
  }

  private static void loadBalancerFields(Field spec, String type) {
    boolean balancer = type.equals("LoadBalancer");
    Field ranges =
        spec.at("loadBalancerSourceRanges").reportedAs(spec.at("LoadBalancerSourceRanges"));
    if (ranges.size() > 0 && !balancer) {
      ranges.forbidden(ONLY_FOR_BALANCERS);
    }
    for (Field range : ranges.each()) {
      String text = range.string().strip();
      Addresses.checkStrictCidr(text).forEach(m -> range.invalid(text, m));
    }
    Field nodePorts = spec.at("allocateLoadBalancerNodePorts");
    if (nodePorts.isSet() && !balancer) {
      nodePorts.forbidden(ONLY_FOR_BALANCERS);
    }
    if (balancer && !spec.at("allocateLoadBalancerNodePorts").isSet()) {
      spec.at("allocateLoadBalancerNodePorts")
          .reportedAs("allocateLoadBalancerNodePorts")
          .required("");
    }
    loadBalancerClass(spec);
  }

  private static void trafficPolicies(Field spec, String type) {
    boolean external =
        type.equals("LoadBalancer")
            || type.equals("NodePort")
            || (type.equals("ClusterIP") && spec.at("externalIPs").size() > 0);
    Field policy = spec.at("externalTrafficPolicy");
    if (!external) {
      if (!policy.isEmpty()) {
        policy.invalid("may only be set for externally-accessible services");
      }
    } else {
      policy.oneOf("Cluster", "Local");
    }
    Field health = spec.at("healthCheckNodePort");
    boolean needsHealth = type.equals("LoadBalancer") && policy.is("Local");
    if (!health.isEmpty() && !needsHealth) {
      health.invalid(
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    } else if (!health.isEmpty()) {
      health.check(Formats.portNumber(health.number()));
    }
    spec.at("internalTrafficPolicy").oneOfIfSet("Cluster", "Local");
  }

  private static void loadBalancerClass(Field spec) {
    Field lbClass = spec.at("loadBalancerClass");
    if (!lbClass.isSet()) {
      return;
    }
    if (spec.at("type").is("LoadBalancer")) {
      lbClass.check(Formats.labelKey(lbClass.string()));
    } else {
      lbClass.forbidden(ONLY_FOR_BALANCERS);
    }
  }

  /** What is wrong with the class of a load balancer is said twice, as upstream does. */
  static void checkChange(Field spec, Field old) {
    loadBalancerClass(spec);
    boolean bothAllocated =
        !spec.at("type").is("ExternalName") && !old.at("type").is("ExternalName");
    if (bothAllocated) {
      boolean nowHeadless = isHeadless(spec);
      boolean wasHeadless = isHeadless(old);
      if (!nowHeadless || !wasHeadless) {
        kept(spec, old, "clusterIPs", "primary clusterIP can not be unset", "clusterIP");
      }
      // Addresses of another family are refused before anybody asks what they were.
      if (!nowHeadless && !wasHeadless && fitFamilies(spec)) {
        kept(spec, old, "ipFamilies", "primary ipFamily can not be unset", "ipFamily");
      }
    }
    if (old.at("type").is("LoadBalancer") && spec.at("type").is("LoadBalancer")) {
      Field lbClass = spec.at("loadBalancerClass");
      if (!lbClass.sameAs(old.at("loadBalancerClass"))) {
        lbClass.invalid("may not change once set");
      }
      boolean local =
          spec.at("externalTrafficPolicy").is("Local")
              && old.at("externalTrafficPolicy").is("Local");
      Field health = spec.at("healthCheckNodePort");
      if (local
          && !old.at("healthCheckNodePort").isEmpty()
          && !health.sameAs(old.at("healthCheckNodePort"))) {
        health.forbidden(Field.IMMUTABLE);
      }
    }
  }

  private static boolean isHeadless(Field spec) {
    return spec.at("clusterIPs").list().equals(List.of("None"));
  }

  /** A second address or family may come and go, the first stays. */
  private static void kept(Field spec, Field old, String member, String unset, String what) {
    Field now = spec.at(member);
    List<Field> values = now.each();
    List<Object> before = old.at(member).list();
    if (before.isEmpty()) {
      return;
    }
    Field first = now.with(now.list()).reportedAs(now.path() + "[0]");
    if (values.isEmpty()) {
      first.invalid(List.of(), unset);
      return;
    }
    int both = Math.min(values.size(), before.size());
    for (int i = 0; i < both; i++) {
      boolean compared = i == 0 || values.size() == before.size();
      if (compared && !Json.equal(values.get(i).value(), before.get(i))) {
        boolean address = member.equals("clusterIPs");
        Field at = address ? values.get(i) : first;
        at.invalid(now.list(), "may not change once set");
      }
    }
    boolean released = values.size() == 1 && before.size() > 1;
    Field policy = spec.at("ipFamilyPolicy");
    if (released && !policy.is("SingleStack")) {
      policy.invalid("must be set to 'SingleStack' when releasing the secondary " + what);
    }
  }

  static void checkLoadBalancer(Field balancer, boolean isLoadBalancer) {
    Field ingress = balancer.at("ingress");
    if (ingress.size() > 0 && !isLoadBalancer) {
      ingress.forbidden("may only be used when `spec.type` is 'LoadBalancer'");
      return;
    }
    for (Field one : ingress.each()) {
      Field ip = one.at("ip");
      Field mode = one.at("ipMode");
      if (!mode.isSet()) {
        if (!ip.isEmpty()) {
          mode.required("must be specified when `ip` is set");
        }
      } else if (ip.isEmpty()) {
        mode.forbidden("may not be specified when `ip` is not set");
      } else {
        mode.oneOfIfSet("Proxy", "VIP");
      }
      ingressPoint(one);
    }
  }

  /** Where a balancer lets traffic in: an address or a name. */
  static void ingressPoint(Field point) {
    Field ip = point.at("ip");
    if (!ip.isEmpty()) {
      ip.check(Addresses.checkStrictIp(ip.string()));
    }
    Field host = point.at("hostname");
    if (!host.isEmpty()) {
      host.check(Formats.dns1123Subdomain(host.string()));
      if (Addresses.isIp(host.string())) {
        host.invalid("must be a DNS name, not an IP address");
      }
    }
  }
}
