package io.navarch.dns.zone;

import java.util.Locale;

/**
 * A port of a service or of an endpoint, as SRV records tell it.
 *
 * @param name the port's name in lower case, or empty: then only the service's own name leads to it
 * @param protocol {@code tcp}, {@code udp} or {@code sctp}
 * @param number from 1 to 65535
 */
public record NamedPort(String name, String protocol, int number) {
  public NamedPort {
    name = name.toLowerCase(Locale.ROOT);
    protocol = protocol.toLowerCase(Locale.ROOT);
  }

  boolean is(String wantedName, String wantedProtocol) {
    return !name.isEmpty() && name.equals(wantedName) && protocol.equals(wantedProtocol);
  }
}
