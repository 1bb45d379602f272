package io.navarch.dns.zone;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The services of the cluster as the zone reads them. All names are in lower case. */
public interface ServiceDirectory {
  boolean hasNamespace(String namespace);

  Optional<ServiceRecords> find(String namespace, String name);

  /** The services that have this address as their own. */
  List<ServiceRecords> atClusterAddress(InetAddress address);

  /** The services that have an endpoint at this address. */
  List<ServiceRecords> withEndpointAt(InetAddress address);

  /** Grows with every change; the zone's serial number. */
  long serial();
}
