package io.navarch.model.quota;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Services, their load balancers and node ports. */
final class ServiceUsage implements QuotaEvaluator {
  private static final Set<String> NAMES =
      Set.of("count/services", "services", "services.nodeports", "services.loadbalancers");

  @Override
  public boolean handles(QuotaWrite write) {
    return write.isCreate() || write.isUpdate();
  }

  @Override
  public Set<String> counted(Set<String> limited) {
    return QuotaEvaluator.among(limited, NAMES);
  }

  @Override
  public Map<String, Quantity> usage(ApiObject service, Instant now) {
    Map<String, Object> spec = ApiObject.mapAt(service.root(), "spec");
    List<Object> ports = ApiObject.listAt(spec, "ports");
    boolean balanced = "LoadBalancer".equals(spec.get("type"));
    long nodePorts = 0;
    if (balanced && Boolean.FALSE.equals(spec.get("allocateLoadBalancerNodePorts"))) {
      nodePorts = ports.stream().filter(ServiceUsage::hasNodePort).count();
    } else if (balanced || "NodePort".equals(spec.get("type"))) {
      nodePorts = ports.size();
    }
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put("count/services", Quantity.of(1));
    usage.put("services", Quantity.of(1));
    usage.put("services.nodeports", Quantity.of(nodePorts));
    usage.put("services.loadbalancers", Quantity.of(balanced ? 1 : 0));
    return usage;
  }

  private static boolean hasNodePort(Object port) {
    return port instanceof Map<?, ?> tree
        && tree.get("nodePort") instanceof Number n
        && n.longValue() != 0;
  }
}
