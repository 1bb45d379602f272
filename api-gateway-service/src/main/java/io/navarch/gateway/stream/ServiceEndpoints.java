package io.navarch.gateway.stream;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ready addresses behind a port of a service, from its endpoint slices. */
public final class ServiceEndpoints {
  private ServiceEndpoints() {}

  /**
   * An address behind a service.
   *
   * @param pod the name of the pod of the service's namespace whose it says it is; empty for none
   */
  public record Endpoint(String address, int port, String pod) {}

  /**
   * @param port name or number of one of the service's ports; empty for the one without a name
   */
  public static List<Endpoint> of(ObjectReader reader, ApiObject service, String port) {
    String portName = portName(service, port);
    List<Endpoint> found = new ArrayList<>();
    if (portName == null) {
      return found;
    }
    for (ApiObject slice : reader.list("discovery.k8s.io", "endpointslices", service.namespace())) {
      if (service.name().equals(slice.labels().get("kubernetes.io/service-name"))) {
        add(found, slice, portName);
      }
    }
    return found;
  }

  /** Whether a service has a port of that name or number. */
  static boolean has(ApiObject service, String port) {
    return portName(service, port) != null;
  }

  private static @org.jspecify.annotations.Nullable String portName(
      ApiObject service, String asked) {
    List<Object> ports = ApiObject.listAt(ApiObject.mapAt(service.root(), "spec"), "ports");
    for (Object entry : ports) {
      if (entry instanceof Map<?, ?> port) {
        String name = port.get("name") instanceof String s ? s : "";
        boolean meant = asked.equals(name) || asked.equals(String.valueOf(port.get("port")));
        if (meant) {
          return name;
        }
      }
    }
    return null;
  }

  private static void add(List<Endpoint> found, ApiObject slice, String portName) {
    for (Object entry : ApiObject.listAt(slice.root(), "ports")) {
      if (entry instanceof Map<?, ?> port
          && portName.equals(port.get("name") instanceof String s ? s : "")
          && port.get("port") instanceof Number number) {
        for (Object endpoint : ApiObject.listAt(slice.root(), "endpoints")) {
          if (endpoint instanceof Map<?, ?> e && isReady(e)) {
            String pod = pod(e, slice.namespace());
            addresses(e).forEach(a -> found.add(new Endpoint(a, number.intValue(), pod)));
          }
        }
      }
    }
  }

  private static String pod(Map<?, ?> endpoint, String namespace) {
    return endpoint.get("targetRef") instanceof Map<?, ?> reference
            && namespace.equals(reference.get("namespace"))
            && reference.get("name") instanceof String name
        ? name
        : "";
  }

  private static boolean isReady(Map<?, ?> endpoint) {
    return !(endpoint.get("conditions") instanceof Map<?, ?> c)
        || !Boolean.FALSE.equals(c.get("ready"));
  }

  private static List<String> addresses(Map<?, ?> endpoint) {
    return endpoint.get("addresses") instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
