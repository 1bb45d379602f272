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
    if (ip.check(Addresses.checkIp(ip.string()))) {
      ip.check(Addresses.checkReachable(ip.string()));
    }
    hostAndNode(address);
  }

  private static void hostAndNode(Field endpoint) {
    Field host = endpoint.at("hostname");
    if (!host.isEmpty()) {
      host.check(Formats.dns1123Label(host.string()));
    }
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
    if (slice.at("endpoints").size() > 1000) {
      slice.at("endpoints").tooMany(1000);
      return;
    }
    for (Field endpoint : slice.at("endpoints").each()) {
      sliceEndpoint(endpoint, type.string());
    }
    slicePorts(slice.at("ports"));
  }

  private static void sliceEndpoint(Field endpoint, String type) {
    Field addresses = endpoint.at("addresses");
    if (addresses.size() == 0) {
      addresses.required("must contain at least 1 address");
    } else if (addresses.size() > 100) {
      addresses.tooMany(100);
    }
    for (Field address : addresses.each()) {
      switch (type) {
        case "IPv4", "IPv6" -> {
          boolean v6 = type.equals("IPv6");
          boolean right = Addresses.isIp(address.string()) && address.string().contains(":") == v6;
          if (!right) {
            address.invalid(v6 ? "must be a valid IPv6 address" : "must be a valid IPv4 address");
          } else {
            address.check(Addresses.checkReachable(address.string()));
          }
        }
        case "FQDN" -> address.check(Formats.dns1123Subdomain(address.string()));
        default -> {}
      }
    }
    hostAndNode(endpoint);
    for (String hint : List.of("forZones", "forNodes")) {
      Field list = endpoint.at("hints", hint);
      if (list.size() > 8) {
        list.tooMany(8);
      }
      Set<String> names = new HashSet<>();
      for (Field one : list.each()) {
        if (!names.add(one.at("name").string())) {
          one.at("name").duplicate();
        }
      }
    }
    if (endpoint.at("deprecatedTopology").size() > 16) {
      endpoint.at("deprecatedTopology").tooMany(16);
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
      port.at("protocol").oneOf("SCTP", "TCP", "UDP");
      appProtocol(port.at("appProtocol"));
    }
  }

  static void lease(Field lease) {
    Field duration = lease.at("spec", "leaseDurationSeconds");
    if (duration.isSet() && duration.number() <= 0) {
      duration.invalid("must be greater than 0");
    }
    lease.at("spec", "leaseTransitions").notNegative();
    Field preferred = lease.at("spec", "preferredHolder");
    if (!preferred.isEmpty() && lease.at("spec", "strategy").isEmpty()) {
      preferred.forbidden("may only be specified when `strategy` is defined");
    }
  }
}
