package io.navarch.dns.zone;

import io.navarch.dns.zone.ServiceRecords.Backing;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;

/** Makes the records of addresses and of ports. */
final class RecordSets {
  /** Shared by all records of one answer: each is as likely as any other. */
  private static final int WHOLE_WEIGHT = 100;

  private final Zone zone;

  RecordSets(Zone zone) {
    this.zone = zone;
  }

  /** A for IPv4 addresses, AAAA for IPv6 ones. */
  List<Record> addresses(Name name, List<InetAddress> addresses) {
    return addresses.stream().map(a -> address(name, a)).toList();
  }

  private static Record address(Name name, InetAddress address) {
    return address instanceof Inet4Address
        ? new ARecord(name, DClass.IN, Zone.TTL, address)
        : new AAAARecord(name, DClass.IN, Zone.TTL, address);
  }

  /** The full name of a service. */
  static Name name(Zone zone, ServiceRecords service) {
    return zone.name(service.name(), service.namespace(), "svc");
  }

  /** The full name of one endpoint of a service. */
  static Name name(Zone zone, ServiceRecords service, Endpoint endpoint) {
    return Zone.below(name(zone, service), endpoint.label());
  }

  private record Target(int port, Name name, List<InetAddress> addresses) {}

  /** SRV records of the ports that are wanted, with the addresses of their targets. */
  Optional<ZoneAnswer.Found> services(
      Name name, ServiceRecords service, Predicate<NamedPort> wanted) {
    Set<Target> targets = targets(service, wanted);
    if (targets.isEmpty()) {
      return Optional.empty();
    }
    int weight = Math.max(1, WHOLE_WEIGHT / targets.size());
    List<Record> found = new ArrayList<>();
    Set<Record> additional = new LinkedHashSet<>();
    for (Target target : targets) {
      found.add(new SRVRecord(name, DClass.IN, Zone.TTL, 0, weight, target.port, target.name));
      additional.addAll(addresses(target.name, target.addresses));
    }
    return Optional.of(new ZoneAnswer.Found(found, List.copyOf(additional)));
  }

  private Set<Target> targets(ServiceRecords service, Predicate<NamedPort> wanted) {
    Set<Target> targets = new LinkedHashSet<>();
    switch (service.backing()) {
      case Backing.ClusterAddresses cluster ->
          cluster.ports().stream()
              .filter(wanted)
              .forEach(
                  p ->
                      targets.add(
                          new Target(p.number(), name(zone, service), cluster.addresses())));
      case Backing.Headless headless ->
          service
              .endpoints()
              .forEach(
                  e ->
                      e.ports().stream()
                          .filter(wanted)
                          .forEach(
                              p ->
                                  targets.add(
                                      new Target(
                                          p.number(),
                                          name(zone, service, e),
                                          List.of(e.address())))));
      case Backing.ExternalName external -> {}
    }
    return targets;
  }
}
