package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import io.navarch.model.selector.LabelSelector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules for a service's spec. Addresses and node ports are checked where they are allocated.
 */
final class ServiceRules {
  private ServiceRules() {}

  static void check(Field spec) {
    String type = spec.at("type").string();
    boolean headless = spec.at("clusterIP").is("None");
    if (spec.at("ports").size() == 0 && !headless && !type.equals("ExternalName")) {
      spec.at("ports").required("");
    }
    byType(spec, type);
    clusterIps(spec, type);
    spec.errors()
        .addAll(
            LabelSelector.validateLabels(spec.at("selector").map(), spec.at("selector").path()));
    sessionAffinity(spec);
    spec.at("type").oneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    for (Field ip : spec.at("externalIPs").each()) {
      if (ip.check(Addresses.checkIp(ip.string()))) {
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
      family.oneOf("IPv4", "IPv6");
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
    for (Field one : ips.each()) {
      one.check(Addresses.checkIp(one.string()));
    }
    if (ips.size() > 2) {
      ips.invalid("may only hold up to 2 values");
    } else if (ips.size() == 2 && isV6(ips, 0) == isV6(ips, 1)) {
      ips.invalid("may specify no more than one IP for each IP family");
    }
    List<Field> declared = spec.at("ipFamilies").each();
    for (int i = 0; i < Math.min(declared.size(), ips.size()); i++) {
      boolean wantsV6 = declared.get(i).is("IPv6");
      Field one = ips.each().get(i);
      if (Addresses.isIp(one.string()) && wantsV6 != one.string().contains(":")) {
        one.invalid(
            "expected an "
                + (wantsV6 ? "IPv6" : "IPv4")
                + " value as indicated by `ipFamilies["
                + i
                + "]`");
      }
    }
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
        timeout.required("");
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
        port.duplicate(shown(number.number(), protocol, "port"));
      }
      Field nodePort = port.at("nodePort");
      if (!nodePort.isEmpty()) {
        if (type.equals("ClusterIP")) {
          nodePort.forbidden("may not be used when `type` is 'ClusterIP'");
        }
        if (!nodePorts.add(protocol + "/" + nodePort.number())) {
          nodePort.duplicate(shown(nodePort.number(), protocol, "nodePort"));
        }
      }
    }
  }

  private static java.util.Map<String, Object> shown(long number, String protocol, String member) {
    java.util.Map<String, Object> shown = new java.util.LinkedHashMap<>();
    shown.put("protocol", protocol);
    if (member.equals("port")) {
      shown.put("port", number);
      shown.put("targetPort", 0L);
    } else {
      shown.put("port", 0L);
      shown.put("targetPort", 0L);
      shown.put("nodePort", number);
    }
    return shown;
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

  private static void loadBalancerFields(Field spec, String type) {
    boolean balancer = type.equals("LoadBalancer");
    Field ranges = spec.at("loadBalancerSourceRanges");
    if (ranges.size() > 0 && !balancer) {
      ranges.forbidden("may only be used when `type` is 'LoadBalancer'");
    }
    for (Field range : ranges.each()) {
      range.check(Addresses.checkCidr(range.string().strip()));
    }
    for (String member : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")) {
      Field field = spec.at(member);
      if (field.isSet() && !balancer) {
        field.forbidden("may only be used when `type` is 'LoadBalancer'");
      }
    }
    Field lbClass = spec.at("loadBalancerClass");
    if (lbClass.isSet()) {
      lbClass.check(Formats.labelKey(lbClass.string()));
    }
    if (balancer && !spec.at("allocateLoadBalancerNodePorts").isSet()) {
      spec.at("allocateLoadBalancerNodePorts")
          .reportedAs("allocateLoadBalancerNodePorts")
          .required("");
    }
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
    if (!type.equals("ExternalName")) {
      spec.at("internalTrafficPolicy").oneOf("Cluster", "Local");
    }
  }

  static void checkChange(Field spec, Field old) {
    boolean bothAllocated =
        !spec.at("type").is("ExternalName") && !old.at("type").is("ExternalName");
    Field ips = spec.at("clusterIPs");
    Field before = old.at("clusterIPs");
    if (bothAllocated && before.size() > 0) {
      if (ips.size() == 0) {
        ips.required("primary clusterIP can not be unset");
      } else if (!Json.equal(ips.list().getFirst(), before.list().getFirst())) {
        ips.reportedAs(ips.path() + "[0]").invalid(ips.list(), "may not change once set");
      }
    }
    Field families = spec.at("ipFamilies");
    Field oldFamilies = old.at("ipFamilies");
    boolean headless = before.list().contains("None");
    if (bothAllocated && !headless && oldFamilies.size() > 0 && families.size() > 0) {
      if (!Json.equal(families.list().getFirst(), oldFamilies.list().getFirst())) {
        families
            .reportedAs(families.path() + "[0]")
            .invalid(families.list(), "may not change once set");
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

  static void checkLoadBalancer(Field balancer, boolean isLoadBalancer) {
    Field ingress = balancer.at("ingress");
    if (ingress.size() > 0 && !isLoadBalancer) {
      ingress.forbidden("may only be used when `spec.type` is 'LoadBalancer'");
    }
    for (Field one : ingress.each()) {
      Field ip = one.at("ip");
      Field mode = one.at("ipMode");
      if (!ip.isEmpty()) {
        ip.check(Addresses.checkIp(ip.string()));
        if (!mode.isSet()) {
          mode.required("must be specified when `ip` is set");
        }
        mode.oneOfIfSet("Proxy", "VIP");
      } else if (mode.isSet()) {
        mode.forbidden("may not be specified when `ip` is not set");
      }
      Field host = one.at("hostname");
      if (!host.isEmpty()) {
        host.check(Formats.dns1123Subdomain(host.string()));
        if (Addresses.isIp(host.string())) {
          host.invalid("must be a DNS name, not an IP address");
        }
      }
    }
  }
}
