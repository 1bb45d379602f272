package io.navarch.gateway.aggregation;

import io.navarch.gateway.aggregation.ApiConditions.Availability;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.stream.ServiceRelay;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a service is there, listens on the port and has somebody behind it. */
final class ServicePresence {
  private final ObjectReader reader;

  ServicePresence(ObjectReader reader) {
    this.reader = reader;
  }

  Availability check(ServiceRelay.Address address) {
    String shown = "service/" + address.name() + " in \"" + address.namespace() + "\"";
    Optional<ApiObject> service = reader.get("", "services", address.namespace(), address.name());
    if (service.isEmpty()) {
      return Availability.missing("ServiceNotFound", shown + " is not present");
    }
    if (!"ClusterIP".equals(service.get().at("spec", "type"))) {
      return Availability.PASSED;
    }
    String port = portName(service.get(), address.port());
    if (port == null) {
      return Availability.missing(
          "ServicePortError", shown + " is not listening on port " + address.port());
    }
    List<ApiObject> slices =
        reader.list("discovery.k8s.io", "endpointslices", address.namespace()).stream()
            .filter(
                slice -> address.name().equals(slice.labels().get("kubernetes.io/service-name")))
            .toList();
    if (slices.isEmpty()) {
      return Availability.missing("EndpointsNotFound", "cannot find endpointslices for " + shown);
    }
    return slices.stream().anyMatch(slice -> offers(slice, port))
        ? Availability.PASSED
        : Availability.missing(
            "MissingEndpoints",
            "endpointslices for " + shown + " have no addresses with port name \"" + port + "\"");
  }

  private static @Nullable String portName(ApiObject service, int number) {
    for (Object each : ApiObject.listAt(ApiObject.mapAt(service.root(), "spec"), "ports")) {
      if (each instanceof Map<?, ?> port
          && port.get("port") instanceof Number n
          && n.intValue() == number) {
        return port.get("name") instanceof String name ? name : "";
      }
    }
    return null;
  }

  private static boolean offers(ApiObject slice, String portName) {
    boolean ready =
        ApiObject.listAt(slice.root(), "endpoints").stream()
            .anyMatch(
                each ->
                    each instanceof Map<?, ?> endpoint
                        && !(endpoint.get("conditions") instanceof Map<?, ?> conditions
                            && Boolean.FALSE.equals(conditions.get("ready"))));
    return ready
        && ApiObject.listAt(slice.root(), "ports").stream()
            .anyMatch(
                each ->
                    each instanceof Map<?, ?> port
                        && port.get("port") != null
                        && portName.equals(port.get("name") instanceof String s ? s : ""));
  }
}
