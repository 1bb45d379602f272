package io.navarch.gateway.strategy;

import java.util.ArrayList;
import java.util.List;

/** Texts for users of services with fields that are ignored, deprecated or badly written. */
final class ServiceWarnings {
  private ServiceWarnings() {}

  static List<String> of(Field service) {
    List<String> warnings = new ArrayList<>(0);
    Field spec = service.at("spec");
    String hints = "service.kubernetes.io/topology-aware-hints";
    if (service.at("metadata", "annotations").key(hints).isSet()) {
      warnings.add(
          "annotation "
              + hints
              + " is deprecated, please use service.kubernetes.io/topology-mode instead");
    }
    boolean external = spec.at("type").is("ExternalName");
    boolean headless = spec.at("type").is("ClusterIP") && spec.at("clusterIP").is("None");
    Field externalIps = spec.at("externalIPs");
    if (!headless) {
      addresses(spec.at("clusterIPs").each(), warnings);
    } else {
      if (!spec.at("loadBalancerIP").isEmpty()) {
        warnings.add("spec.loadBalancerIP is ignored for headless services");
      }
      if (externalIps.size() > 0) {
        warnings.add("spec.externalIPs is ignored for headless services");
      }
      if (!spec.at("sessionAffinity").is("None")) {
        warnings.add("spec.SessionAffinity is ignored for headless services");
      }
    }
    addresses(externalIps.each(), warnings);
    if (externalIps.size() > 0 && !headless && !external) {
      warnings.add(
          "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
    }
    if (!spec.at("loadBalancerIP").isEmpty()) {
      addresses(List.of(spec.at("loadBalancerIP")), warnings);
    }
    for (Field range : spec.at("loadBalancerSourceRanges").each()) {
      Addresses.cidrWarnings(range.string())
          .forEach(text -> warnings.add(range.path() + ": " + text));
    }
    if (external && externalIps.size() > 0) {
      warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if (!external && !spec.at("externalName").isEmpty()) {
      warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    if (spec.at("trafficDistribution").is("PreferClose")) {
      warnings.add(
          "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
    }
    return warnings;
  }

  static List<String> ofStatus(Field status) {
    List<String> warnings = new ArrayList<>(0);
    for (Field point : status.at("loadBalancer", "ingress").each()) {
      Addresses.warning(point.at("ip").string())
          .ifPresent(text -> warnings.add(point.path() + ": " + text));
    }
    return warnings;
  }

  private static void addresses(List<Field> ips, List<String> warnings) {
    for (Field ip : ips) {
      Addresses.warning(ip.string()).ifPresent(text -> warnings.add(ip.path() + ": " + text));
    }
  }
}
