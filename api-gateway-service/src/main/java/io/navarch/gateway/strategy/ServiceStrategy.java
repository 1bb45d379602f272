package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Services: defaults by type, and what an update inherits or gives up of the addresses and ports
 * that were allocated before. The allocation itself is a write hook.
 */
final class ServiceStrategy extends KindStrategy {
  private static final long CLIENT_IP_TIMEOUT = 10_800;

  ServiceStrategy() {
    super(StatusOwnership.startingWith(Map.of("loadBalancer", new LinkedHashMap<>())));
  }

  @Override
  public void applyDefaults(ApiObject service) {
    Map<String, Object> spec = ApiObject.child(service.root(), "spec");
    String type = ApiObject.string(spec, "type");
    if ("ClientIP".equals(spec.get("sessionAffinity"))) {
      Map<String, Object> config = ApiObject.child(spec, "sessionAffinityConfig");
      ApiObject.child(config, "clientIP").putIfAbsent("timeoutSeconds", CLIENT_IP_TIMEOUT);
    } else if ("None".equals(spec.get("sessionAffinity"))) {
      spec.remove("sessionAffinityConfig");
    }
    for (Map<String, Object> port : PodDefaults.maps(spec, "ports")) {
      Object target = port.get("targetPort");
      boolean missing = target == null || target.equals("") || target.equals(0L);
      if (missing && port.get("port") != null) {
        port.put("targetPort", port.get("port"));
      }
    }
    if (isExternallyAccessible(spec)) {
      PodDefaults.putIfEmpty(spec, "externalTrafficPolicy", "Cluster");
    }
    if (!type.equals("ExternalName")) {
      spec.putIfAbsent("internalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer")) {
      spec.putIfAbsent("allocateLoadBalancerNodePorts", true);
    }
    loadBalancerModes(service, type);
  }

  private static void loadBalancerModes(ApiObject service, String type) {
    Map<String, Object> status = ApiObject.mapAt(service.root(), "status");
    Map<String, Object> balancer = ApiObject.mapAt(status, "loadBalancer");
    if (type.equals("LoadBalancer")) {
      for (Map<String, Object> ingress : PodDefaults.maps(balancer, "ingress")) {
        if (!ApiObject.string(ingress, "ip").isEmpty()) {
          ingress.putIfAbsent("ipMode", "VIP");
        }
      }
    }
  }

  @Override
  public void prepareForCreate(ApiObject service) {
    super.prepareForCreate(service);
    Map<String, Object> spec = ApiObject.child(service.root(), "spec");
    String clusterIp = ApiObject.string(spec, "clusterIP");
    if (!clusterIp.isEmpty() && ApiObject.listAt(spec, "clusterIPs").isEmpty()) {
      spec.put("clusterIPs", new ArrayList<>(List.of(clusterIp)));
    }
  }

  @Override
  public void prepareForUpdate(ApiObject service, ApiObject old, String subresource) {
    super.prepareForUpdate(service, old, subresource);
    if (!subresource.isEmpty()) {
      return;
    }
    Map<String, Object> spec = ApiObject.child(service.root(), "spec");
    Map<String, Object> before = ApiObject.mapAt(old.root(), "spec");
    normalizeClusterIps(spec, before);
    dropWhatTheTypeLost(spec, before);
    inheritAllocated(spec, before);
    if (!"LoadBalancer".equals(spec.get("type"))) {
      ApiObject.child(service.root(), "status").put("loadBalancer", new LinkedHashMap<>());
    }
  }

  /** {@code clusterIP} and {@code clusterIPs} say the same; a writer may have changed only one. */
  private static void normalizeClusterIps(Map<String, Object> spec, Map<String, Object> before) {
    String now = ApiObject.string(spec, "clusterIP");
    String was = ApiObject.string(before, "clusterIP");
    List<Object> list = ApiObject.listAt(spec, "clusterIPs");
    boolean sameList = Json.equal(list, ApiObject.listAt(before, "clusterIPs"));
    if (now.isEmpty() && !was.isEmpty() && sameList) {
      spec.remove("clusterIPs");
    } else if (!now.isEmpty() && list.isEmpty() && was.isEmpty()) {
      spec.put("clusterIPs", new ArrayList<>(List.of(now)));
    } else if (!now.equals(was) && sameList && !list.isEmpty()) {
      list.set(0, now);
    }
  }

  /** Gives up what the new type cannot use and the writer did not touch. */
  private static void dropWhatTheTypeLost(Map<String, Object> spec, Map<String, Object> before) {
    if (needsClusterIp(before) && !needsClusterIp(spec)) {
      if (unchanged(spec, before, "clusterIP") && unchanged(spec, before, "clusterIPs")) {
        spec.remove("clusterIP");
        spec.remove("clusterIPs");
      }
      dropIfUnchanged(spec, before, "ipFamilies");
      dropIfUnchanged(spec, before, "ipFamilyPolicy");
      dropIfUnchanged(spec, before, "internalTrafficPolicy");
    }
    if (needsNodePort(before)
        && !needsNodePort(spec)
        && nodePorts(spec).equals(nodePorts(before))) {
      PodDefaults.maps(spec, "ports").forEach(p -> p.remove("nodePort"));
    }
    if (needsHealthPort(before) && !needsHealthPort(spec)) {
      dropIfUnchanged(spec, before, "healthCheckNodePort");
    }
    if (isLoadBalancer(before) && !isLoadBalancer(spec)) {
      dropIfUnchanged(spec, before, "allocateLoadBalancerNodePorts");
      dropIfUnchanged(spec, before, "loadBalancerClass");
    }
    if (isExternallyAccessible(before) && !isExternallyAccessible(spec)) {
      dropIfUnchanged(spec, before, "externalTrafficPolicy");
    }
  }

  private static boolean unchanged(Map<String, Object> a, Map<String, Object> b, String member) {
    return Json.equal(a.get(member), b.get(member));
  }

  private static void dropIfUnchanged(
      Map<String, Object> spec, Map<String, Object> before, String member) {
    if (unchanged(spec, before, member)) {
      spec.remove(member);
    }
  }

  /** Takes over allocated values that the writer left out, so that a plain PUT keeps them. */
  private static void inheritAllocated(Map<String, Object> spec, Map<String, Object> before) {
    if (needsClusterIp(before) && needsClusterIp(spec)) {
      if (ApiObject.string(spec, "clusterIP").isEmpty()) {
        StatusOwnership.keep("clusterIP", before, spec);
      }
      if (ApiObject.listAt(spec, "clusterIPs").isEmpty()) {
        StatusOwnership.keep("clusterIPs", before, spec);
      }
      for (String family : List.of("ipFamilies", "ipFamilyPolicy")) {
        if (spec.get(family) == null) {
          StatusOwnership.keep(family, before, spec);
        }
      }
    }
    if (needsNodePort(before) && needsNodePort(spec)) {
      inheritNodePorts(spec, before);
    }
    if (needsHealthPort(before) && needsHealthPort(spec) && isZero(spec, "healthCheckNodePort")) {
      StatusOwnership.keep("healthCheckNodePort", before, spec);
    }
  }

  private static void inheritNodePorts(Map<String, Object> spec, Map<String, Object> before) {
    Set<Object> used = new HashSet<>(nodePorts(spec));
    Map<String, Object> byName = new LinkedHashMap<>();
    PodDefaults.maps(before, "ports")
        .forEach(
            p -> {
              if (!isZero(p, "nodePort")) {
                byName.put(ApiObject.string(p, "name"), p.get("nodePort"));
              }
            });
    for (Map<String, Object> port : PodDefaults.maps(spec, "ports")) {
      Object known = byName.get(ApiObject.string(port, "name"));
      if (isZero(port, "nodePort") && known != null && !used.contains(known)) {
        port.put("nodePort", known);
      }
    }
  }

  private static boolean isZero(Map<String, Object> map, String member) {
    return !(map.get(member) instanceof Number n) || n.longValue() == 0;
  }

  private static List<Object> nodePorts(Map<String, Object> spec) {
    List<Object> ports = new ArrayList<>();
    for (Map<String, Object> port : PodDefaults.maps(spec, "ports")) {
      if (!isZero(port, "nodePort")) {
        ports.add(port.get("nodePort"));
      }
    }
    return ports;
  }

  private static boolean needsClusterIp(Map<String, Object> spec) {
    return !"ExternalName".equals(spec.get("type"));
  }

  private static boolean isLoadBalancer(Map<String, Object> spec) {
    return "LoadBalancer".equals(spec.get("type"));
  }

  private static boolean needsNodePort(Map<String, Object> spec) {
    return "NodePort".equals(spec.get("type"))
        || (isLoadBalancer(spec)
            && !Boolean.FALSE.equals(spec.get("allocateLoadBalancerNodePorts")));
  }

  private static boolean needsHealthPort(Map<String, Object> spec) {
    return isLoadBalancer(spec) && "Local".equals(spec.get("externalTrafficPolicy"));
  }

  private static boolean isExternallyAccessible(Map<String, Object> spec) {
    String type = ApiObject.string(spec, "type");
    return type.equals("LoadBalancer")
        || type.equals("NodePort")
        || (type.equals("ClusterIP") && !ApiObject.listAt(spec, "externalIPs").isEmpty());
  }

  @Override
  void check(Field service) {
    ServiceRules.check(service.at("spec"));
  }

  @Override
  void checkNew(Field service) {
    ServiceRules.annotatedRanges(service, "");
  }

  @Override
  void checkUpdate(Field service, Field old) {
    checkChange(service, old);
    check(service);
  }

  @Override
  void checkChange(Field service, Field old) {
    Field before = old.at("metadata", "annotations").key(ServiceRules.SOURCE_RANGES);
    ServiceRules.annotatedRanges(service, before.string());
    ServiceRules.checkChange(service.at("spec"), old.at("spec"));
  }

  @Override
  void checkStatus(Field service, Field old) {
    ServiceRules.checkLoadBalancer(
        service.at("status", "loadBalancer"), service.at("spec", "type").is("LoadBalancer"));
  }

  @Override
  public List<String> warnings(ApiObject service) {
    return ServiceWarnings.of(Field.root(service, new ArrayList<>(0)));
  }

  @Override
  public List<String> warningsOnUpdate(ApiObject service, ApiObject old, String subresource) {
    Field root = Field.root(service, new ArrayList<>(0));
    return switch (subresource) {
      case "" -> ServiceWarnings.of(root);
      case "status" -> ServiceWarnings.ofStatus(root.at("status"));
      default -> List.of();
    };
  }
}
