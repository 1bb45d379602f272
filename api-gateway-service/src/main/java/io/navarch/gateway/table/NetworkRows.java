package io.navarch.gateway.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The cells of services and of what belongs to them. */
final class NetworkRows {
  private static final int SHOWN_HOSTS = 3;

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

  static List<Object> ingress(Part object, Instant now) {
    Part spec = object.at("spec");
    return List.of(
        Row.name(object),
        spec.at("ingressClassName").textOr(Texts.NONE),
        hosts(spec.at("rules")),
        String.join(",", Texts.ingressAddresses(object.at("status"))),
        spec.at("tls").count() > 0 ? "80, 443" : "80",
        Row.age(object, now));
  }

  /** Three hosts at most; the rules that follow the third host are counted with those before it. */
  private static String hosts(Part rules) {
    List<String> hosts = new ArrayList<>();
    boolean hasMore = false;
    for (Part rule : rules.items()) {
      hasMore |= hosts.size() == SHOWN_HOSTS;
      String host = rule.at("host").text();
      if (!hasMore && !host.isEmpty()) {
        hosts.add(host);
      }
    }
    String shown = hosts.isEmpty() ? "*" : String.join(",", hosts);
    return hasMore ? shown + " + " + (rules.count() - SHOWN_HOSTS) + " more..." : shown;
  }

  static List<Object> ingressClass(Part object, Instant now) {
    boolean isDefault =
        object
            .at("metadata", "annotations", "ingressclass.kubernetes.io/is-default-class")
            .isText("true");
    return List.of(
        Row.name(object) + (isDefault ? " (default)" : ""),
        object.at("spec", "controller").text(),
        parameters(object.at("spec", "parameters")),
        Row.age(object, now));
  }

  private static String parameters(Part reference) {
    if (!reference.isPresent()) {
      return Texts.NONE;
    }
    Part group = reference.at("apiGroup");
    return reference.at("kind").text()
        + (group.isPresent() ? "." + group.text() : "")
        + "/"
        + reference.at("name").text();
  }

  static List<Object> networkPolicy(Part object, Instant now) {
    return List.of(
        Row.name(object), Texts.selector(object.at("spec", "podSelector")), Row.age(object, now));
  }

  static List<Object> serviceRange(Part object, Instant now) {
    return List.of(
        Row.name(object),
        String.join(",", object.at("spec", "cidrs").texts()),
        Row.age(object, now));
  }

  /** One cell more than there are columns, as upstream. */
  static List<Object> address(Part object, Instant now) {
    Part parent = object.at("spec", "parentRef");
    return List.of(
        Row.name(object), parent.isPresent() ? parent(parent) : Texts.NONE, Row.age(object, now));
  }

  private static String parent(Part reference) {
    String group = reference.at("group").text();
    String resource = reference.at("resource").text() + (group.isEmpty() ? "" : "." + group);
    return resource.toLowerCase(Locale.ROOT) + "/" + Texts.qualified(reference);
  }
}
