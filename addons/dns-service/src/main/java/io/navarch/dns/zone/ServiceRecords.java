package io.navarch.dns.zone;

import java.net.InetAddress;
import java.util.List;

/**
 * What the zone has to tell of one service.
 *
 * @param endpoints the ready ones, in an order that stays
 */
public record ServiceRecords(
    String namespace, String name, Backing backing, List<Endpoint> endpoints) {

  /** What stands behind a service's name. */
  public sealed interface Backing {
    /** Addresses of its own, which the proxies answer for. */
    record ClusterAddresses(List<InetAddress> addresses, List<NamedPort> ports) implements Backing {
      public ClusterAddresses {
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
      }
    }

    /** No address of its own: the name leads to the endpoints themselves. */
    record Headless() implements Backing {}

    /** Another name, mostly outside the cluster. */
    record ExternalName(String target) implements Backing {}
  }

  public ServiceRecords {
    endpoints = List.copyOf(endpoints);
  }

  /** What the name leads to, at the service's own addresses or at its endpoints. */
  List<InetAddress> addresses() {
    return switch (backing) {
      case Backing.ClusterAddresses cluster -> cluster.addresses();
      case Backing.Headless headless ->
          endpoints.stream().map(Endpoint::address).distinct().toList();
      case Backing.ExternalName external -> List.of();
    };
  }
}
