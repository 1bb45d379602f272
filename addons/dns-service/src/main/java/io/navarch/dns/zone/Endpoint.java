package io.navarch.dns.zone;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * A ready endpoint of a service.
 *
 * @param hostname what its EndpointSlice calls it, or empty
 * @param ports where it listens; none is allowed
 */
public record Endpoint(InetAddress address, String hostname, List<NamedPort> ports) {
  public Endpoint {
    hostname = hostname.toLowerCase(Locale.ROOT);
    ports = List.copyOf(ports);
  }

  /** Its label below the service's name: the hostname, else the address with dashes. */
  String label() {
    return hostname.isEmpty()
        ? address.getHostAddress().replace('.', '-').replace(':', '-')
        : hostname;
  }
}
