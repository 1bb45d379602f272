package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for Endpoints, EndpointSlices and Leases. */
final class DiscoveryRules {
  private DiscoveryRules() {}

  static void endpoints(Field endpoints) {
    for (Field subset : endpoints.at("subsets").each()) {
      if (subset.at("addresses").size() + subset.at("notReadyAddresses").size() == 0) {
        subset.required("must specify `addresses` or `notReadyAddresses`");
      }
      for (String list : List.of("addresses", "notReadyAddresses")) {
        for (Field address : subset.at(list).each()) {
          endpointAddress(address);
        }
      }
      List<Field> ports = subset.at("ports").each();
      for (Field port : ports) {
        Field name = port.at("name");
        if (name.isEmpty() && ports.size() > 1) {
          name.required("");
        } else if (!name.isEmpty()) {
          name.check(Formats.dns1123Label(name.string()));
        }
        Field number = port.at("port");
        Formats.portNumber(number.number()).forEach(m -> number.invalid(number.number(), m));
        port.at("protocol").oneOf("SCTP", "TCP", "UDP");
        appProtocol(port.at("appProtocol"));
      }
    }
  }

  private static void endpointAddress(Field address) {
    Field ip = address.at("ip");
    ip.check(Addresses.checkStrictIp(ip.string()));
    Field host = address.at("hostname");
    if (!host.isEmpty()) {
      host.check(Formats.dns1123Label(host.string()));
    }
    node(address);
    ip.check(
        Addresses.isIp(ip.string())
            ? Addresses.checkReachable(ip.string())
            : List.of("must be a valid IP address"));
  }

  private static void node(Field endpoint) {
    Field node = endpoint.at("nodeName");
    if (node.isSet()) {
      node.check(Formats.dns1123Subdomain(node.string()));
    }
  }

  private static void appProtocol(Field protocol) {
    if (protocol.isSet()) {
      protocol.check(Formats.labelKey(protocol.string()));
    }
  }

  static void slice(Field slice) {
    Field type = slice.at("addressType");
    type.oneOf("FQDN", "IPv4", "IPv6");
    slicePorts(slice.at("ports"));
    if (slice.at("endpoints").size() > 1000) {
      slice.at("endpoints").tooMany(1000);
      return;
    }
    for (Field endpoint : slice.at("endpoints").each()) {
      sliceEndpoint(endpoint, type.string());
    }
  }

  private static void sliceEndpoint(Field endpoint, String type) {
    Field addresses = endpoint.at("addresses");
    if (addresses.size() == 0) {
      addresses.required("must contain at least 1 address");
    } else if (addresses.size() > 100) {
      addresses.tooMany(100);
    }
    for (Field address : addresses.each()) {
      sliceAddress(address, addresses, type);
    }
    node(endpoint);
    Field topology = endpoint.at("deprecatedTopology");
    if (topology.size() > 16) {
      topology.tooMany(16);
    }
    WorkloadRules.labels(topology);
    Field host = endpoint.at("hostname");
    if (host.isSet()) {
      host.check(Formats.dns1123Label(host.string()));
    }
    hints(endpoint.at("hints"));
  }

  private static void sliceAddress(Field address, Field addresses, String type) {
    String text = address.string();
    switch (type) {
      case "IPv4", "IPv6" -> {
        boolean v6 = type.equals("IPv6");
        List<String> wrong = v6 ? Addresses.checkCanonicalIp(text) : Addresses.checkStrictIp(text);
        if (address.check(wrong)) {
          if (text.contains(":") != v6) {
            addresses.invalid(text, v6 ? "must be an IPv6 address" : "must be an IPv4 address");
          }
          address.check(Addresses.checkReachable(text));
        }
      }
      case "FQDN" -> domainName(address);
      default -> {}
    }
  }

  private static void domainName(Field name) {
    if (!name.requirePresent()) {
      return;
    }
    String text = name.string();
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    List<String> wrong = Formats.dns1123Subdomain(bare);
    if (!wrong.isEmpty()) {
      name.invalid(bare, String.join(",", wrong));
      return;
    }
    String[] labels = bare.split("\\.", -1);
    if (labels.length < 2) {
      name.invalid(bare, "should be a domain with at least two segments separated by dots");
      return;
    }
    for (String label : labels) {
      List<String> bad = Formats.dns1123Label(label);
      if (!bad.isEmpty()) {
        name.invalid(label, String.join(",", bad));
        return;
      }
    }
  }

  private static void hints(Field hints) {
    for (String hint : List.of("forZones", "forNodes")) {
      Field list = hints.at(hint);
      if (list.size() > 8) {
        list.tooMany(8);
        return;
      }
      Set<String> names = new HashSet<>();
      for (Field one : list.each()) {
        Field name = one.at("name");
        if (!names.add(name.string())) {
          name.duplicate();
        }
        List<String> wrong =
            hint.equals("forZones")
                ? Formats.labelValue(name.string())
                : Formats.dns1123Subdomain(name.string());
        wrong.forEach(m -> name.invalid(name.string(), m));
      }
    }
  }

  private static void slicePorts(Field ports) {
    if (ports.size() > 20_000) {
      ports.tooMany(20_000);
      return;
    }
    Set<String> names = new HashSet<>();
    for (Field port : ports.each()) {
      Field name = port.at("name");
      if (!name.isEmpty()) {
        name.check(Formats.dns1123Label(name.string()));
      }
      if (!names.add(name.string())) {
        name.duplicate(name.string());
      }
      port.at("protocol").among("SCTP", "TCP", "UDP");
      appProtocol(port.at("appProtocol"));
    }
  }

  /** How the holder is chosen: one that Kubernetes knows, or somebody's own below a domain. */
  private static void coordination(Field strategy) {
    String text = strategy.string();
    if (text.isEmpty()) {
      strategy.required("");
      return;
    }
    String[] parts = text.split("/", -1);
    switch (parts.length) {
      case 1 -> {
        if (!text.equals("OldestEmulationVersion")) {
          strategy.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
      }
      case 2 -> {
        Formats.dns1123Subdomain(parts[0]).forEach(m -> strategy.invalid(parts[0], m));
        Formats.labelKey(parts[1]).forEach(m -> strategy.invalid(parts[1], m));
      }
      default -> strategy.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
    }
  }

  static void lease(Field lease) {
    Field duration = lease.at("spec", "leaseDurationSeconds");
    if (duration.isSet() && duration.number() <= 0) {
      duration.invalid("must be greater than 0");
    }
    lease.at("spec", "leaseTransitions").notNegative();
    Field strategy = lease.at("spec", "strategy");
    if (strategy.isSet()) {
      coordination(strategy);
    }
    Field preferred = lease.at("spec", "preferredHolder");
    if (!preferred.isEmpty() && lease.at("spec", "strategy").isEmpty()) {
      preferred.forbidden("may only be specified when `strategy` is defined");
    }
  }
}
