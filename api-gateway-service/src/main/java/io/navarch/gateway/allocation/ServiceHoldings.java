package io.navarch.gateway.allocation;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a service's spec holds of limited supply. */
final class ServiceHoldings {
  private ServiceHoldings() {}

  static Map<String, Object> spec(@Nullable ApiObject service) {
    return service == null ? Map.of() : ApiObject.mapAt(service.root(), "spec");
  }

  /** The cluster IP; none for headless services. */
  static List<String> addresses(Map<String, Object> spec) {
    String address = ApiObject.string(spec, "clusterIP");
    return address.isEmpty() || address.equals("None") ? List.of() : List.of(address);
  }

  /** Node ports and the health check's node port. */
  static Set<Integer> ports(Map<String, Object> spec) {
    Set<Integer> found = new TreeSet<>();
    for (Object entry : ApiObject.listAt(spec, "ports")) {
      if (tree(entry).get("nodePort") instanceof Number n && n.intValue() != 0) {
        found.add(n.intValue());
      }
    }
    if (healthCheckPort(spec) != 0) {
      found.add(healthCheckPort(spec));
    }
    return found;
  }

  static int healthCheckPort(Map<String, Object> spec) {
    return spec.get("healthCheckNodePort") instanceof Number n ? n.intValue() : 0;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> tree(Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
