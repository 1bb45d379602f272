package io.navarch.dns.zone;

import io.navarch.dns.zone.ServiceRecords.Backing;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Answers questions by Kubernetes' DNS-based service discovery, schema version 1.1.0: a pure
 * function of the question and what the directory holds. Below the origin there are
 *
 * <pre>
 * dns-version                               TXT
 * ns.dns                                    A of the DNS service itself
 * {a-b-c-d}.{namespace}.pod                 A
 * {service}.{namespace}.svc                 A, AAAA, SRV of all ports, or CNAME
 * {endpoint}.{service}.{namespace}.svc      A, AAAA
 * _{port}._{protocol}.{service}.{namespace}.svc   SRV
 * </pre>
 *
 * A name that only has others below it stands without data. Where the specification leaves room,
 * the answer is CoreDNS': a service with no endpoint that its name could lead to has no name, and
 * pods' names are not checked against the pods there are.
 */
public final class ZoneAnswers {
  private static final String SCHEMA_VERSION = "1.1.0";
  private static final long SCHEMA_VERSION_TTL = 28_800;
  private static final int SERVICE_DEPTH = 3;

  private final Zone zone;
  private final ServiceDirectory directory;
  private final String dnsService;
  private final RecordSets records;
  private final ReverseAnswers reverse;

  /**
   * @param dnsService name of the Service in kube-system that this very DNS is reached by
   */
  public ZoneAnswers(Zone zone, ServiceDirectory directory, String dnsService) {
    this.zone = zone;
    this.directory = directory;
    this.dnsService = dnsService;
    this.records = new RecordSets(zone);
    this.reverse = new ReverseAnswers(zone, directory);
  }

  /** Whether the name lies in a zone that only the cluster can answer for. */
  public boolean isAuthoritativeFor(Name name) {
    return name.subdomain(zone.origin()) || reverse.isOwn(name);
  }

  /**
   * @param name absolute, in any case; the records found bear it as it is
   * @param type a record type's number, {@link Type#ANY} among them
   */
  public ZoneAnswer answer(Name name, int type) {
    if (!name.subdomain(zone.origin())) {
      return reverse.answer(name, type);
    }
    List<String> path = zone.path(name);
    if (path.isEmpty()) {
      return apex(type);
    }
    return switch (path.getFirst()) {
      case "dns-version" -> path.size() == 1 ? version(name, type) : noSuchName();
      case "dns" -> nameServer(name, type, path);
      case "svc", "pod" -> inNamespaces(name, type, path);
      default -> noSuchName();
    };
  }

  /** What stands below {@code svc} and {@code pod}: first namespaces, which have no records. */
  private ZoneAnswer inNamespaces(Name name, int type, List<String> path) {
    if (path.size() == 1) {
      return noData();
    }
    if (!directory.hasNamespace(path.get(1))) {
      return noSuchName();
    }
    if (path.size() == 2) {
      return noData();
    }
    return path.getFirst().equals("pod") ? inPods(name, type, path) : inServices(name, type, path);
  }

  private ZoneAnswer apex(int type) {
    return standing(type, List.of(zone.soa(zone.origin(), directory.serial()), zone.ns()));
  }

  private ZoneAnswer version(Name name, int type) {
    return standing(
        type, List.of(new TXTRecord(name, DClass.IN, SCHEMA_VERSION_TTL, SCHEMA_VERSION)));
  }

  private ZoneAnswer nameServer(Name name, int type, List<String> path) {
    if (path.size() == 1) {
      return noData();
    }
    Optional<ServiceRecords> self = directory.find("kube-system", dnsService);
    return path.size() == 2 && path.get(1).equals("ns") && self.isPresent()
        ? standing(type, records.addresses(name, self.get().addresses()))
        : noSuchName();
  }

  private ZoneAnswer inPods(Name name, int type, List<String> path) {
    Optional<InetAddress> address =
        path.size() == 3 ? DashedAddress.parse(path.get(2)) : Optional.empty();
    return address.isEmpty()
        ? noSuchName()
        : standing(type, records.addresses(name, List.of(address.get())));
  }

  private ZoneAnswer inServices(Name name, int type, List<String> path) {
    ServiceRecords service = directory.find(path.get(1), path.get(2)).orElse(null);
    if (service == null) {
      return noSuchName();
    }
    if (service.backing() instanceof Backing.ExternalName external) {
      return path.size() == SERVICE_DEPTH ? alias(name, type, external) : noSuchName();
    }
    return switch (path.size() - SERVICE_DEPTH) {
      case 0 -> ofService(name, type, service);
      case 1 -> ofChild(name, type, service, path.get(SERVICE_DEPTH));
      case 2 -> ofPort(name, type, service, path.get(SERVICE_DEPTH + 1), path.get(SERVICE_DEPTH));
      default -> noSuchName();
    };
  }

  /** An external name that is an address leads nowhere: only names have aliases. */
  private ZoneAnswer alias(Name name, int type, Backing.ExternalName external) {
    try {
      Name target = Name.fromString(external.target(), Name.root);
      if (DashedAddress.isLiteral(external.target()) || target.equals(Name.root)) {
        return noSuchName();
      }
      CNAMERecord alias = new CNAMERecord(name, DClass.IN, Zone.TTL, target);
      return type == Type.CNAME || type == Type.ANY
          ? new ZoneAnswer.Found(List.of(alias), List.of())
          : new ZoneAnswer.Alias(alias);
    } catch (TextParseException e) {
      return noSuchName();
    }
  }

  private ZoneAnswer ofService(Name name, int type, ServiceRecords service) {
    List<InetAddress> addresses = service.addresses();
    if (addresses.isEmpty()) {
      return noSuchName();
    }
    return type == Type.SRV
        ? pointing(records.services(name, service, port -> true))
        : standing(type, records.addresses(name, addresses));
  }

  /** One label below a service: an endpoint, or the empty place above the ports of a protocol. */
  private ZoneAnswer ofChild(Name name, int type, ServiceRecords service, String label) {
    if (label.startsWith("_")) {
      String protocol = label.substring(1);
      boolean any =
          records
              .services(name, service, p -> !p.name().isEmpty() && p.protocol().equals(protocol))
              .isPresent();
      return any ? noData() : noSuchName();
    }
    List<InetAddress> addresses =
        service.endpoints().stream()
            .filter(e -> e.label().equals(label))
            .map(Endpoint::address)
            .distinct()
            .toList();
    return addresses.isEmpty() ? noSuchName() : standing(type, records.addresses(name, addresses));
  }

  private ZoneAnswer ofPort(
      Name name, int type, ServiceRecords service, String port, String protocol) {
    if (!port.startsWith("_") || !protocol.startsWith("_")) {
      return noSuchName();
    }
    Optional<ZoneAnswer.Found> found =
        records.services(name, service, p -> p.is(port.substring(1), protocol.substring(1)));
    if (found.isEmpty()) {
      return noSuchName();
    }
    return type == Type.SRV || type == Type.ANY ? found.get() : noData();
  }

  private ZoneAnswer pointing(Optional<ZoneAnswer.Found> found) {
    return found.isPresent() ? found.get() : noData();
  }

  /** What a name that stands says to a type: the records of that type, if there are any. */
  private ZoneAnswer standing(int type, List<Record> all) {
    List<Record> wanted =
        type == Type.ANY ? all : all.stream().filter(r -> r.getType() == type).toList();
    return wanted.isEmpty() ? noData() : new ZoneAnswer.Found(wanted, List.of());
  }

  private ZoneAnswer noData() {
    return new ZoneAnswer.NoData(zone.soa(zone.origin(), directory.serial()));
  }

  private ZoneAnswer noSuchName() {
    return new ZoneAnswer.NoSuchName(zone.soa(zone.origin(), directory.serial()));
  }
}
