package io.navarch.gateway.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The cells of services and of what belongs to them. */
final class NetworkRows {
  private NetworkRows() {}

  static List<Object> service(Part object, Instant now) {
    Part spec = object.at("spec");
    return List.of(
        Row.name(object),
        spec.at("type").text(),
        spec.at("clusterIPs").items().stream().findFirst().map(Part::text).orElse(Texts.NONE),
        externalAddress(object),
        servicePorts(spec.at("ports")),
        Row.age(object, now),
        Texts.labels(spec.at("selector")));
  }

  private static String externalAddress(Part service) {
    List<String> external = service.at("spec", "externalIPs").texts();
    return switch (service.at("spec", "type").text()) {
      case "ClusterIP", "NodePort" -> Texts.listOr(external, Texts.NONE);
      case "LoadBalancer" -> {
        List<String> all = new ArrayList<>(Texts.ingressAddresses(service.at("status")));
        all.addAll(external);
        yield Texts.listOr(all, "<pending>");
      }
      case "ExternalName" -> service.at("spec", "externalName").text();
      default -> HumanDuration.UNKNOWN;
    };
  }

  private static String servicePorts(Part ports) {
    return Texts.listOr(ports.items().stream().map(NetworkRows::servicePort).toList(), Texts.NONE);
  }

  private static String servicePort(Part port) {
    long nodePort = port.at("nodePort").number();
    return port.at("port").number()
        + (nodePort > 0 ? ":" + nodePort : "")
        + "/"
        + port.at("protocol").text();
  }

  static List<Object> endpoints(Part object, Instant now) {
    List<Part> subsets = object.at("subsets").items();
    List<String> all = new ArrayList<>();
    for (Part subset : subsets) {
      List<String> addresses =
          subset.at("addresses").items().stream().map(each -> each.at("ip").text()).toList();
      if (subset.at("ports").count() == 0) {
        all.addAll(addresses);
      }
      for (Part port : subset.at("ports").items()) {
        for (String address : addresses) {
          all.add(withPort(address, port.at("port").number()));
        }
      }
    }
    return List.of(
        Row.name(object),
        subsets.isEmpty() ? Texts.NONE : Texts.firstThree(all),
        Row.age(object, now));
  }

  private static String withPort(String address, long port) {
    return address.indexOf(':') < 0 ? address + ":" + port : "[" + address + "]:" + port;
  }

  static List<Object> endpointSlice(Part object, Instant now) {
    List<String> ports =
        object.at("ports").items().stream()
            .map(port -> port.at("port").textOr(port.at("name").textOr("*")))
            .toList();
    List<String> addresses =
        object.at("endpoints").items().stream()
            .flatMap(endpoint -> endpoint.at("addresses").texts().stream())
            .toList();
    return List.of(
        Row.name(object),
        object.at("addressType").text(),
        ports.isEmpty() ? Texts.UNSET : Texts.firstThree(ports),
        addresses.isEmpty() ? Texts.UNSET : Texts.firstThree(addresses),
        Row.age(object, now));
  }
}
