package io.navarch.dns.zone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * The names of addresses: of a service's own, and of endpoints. An address that no service has is
 * denied where it lies in the cluster's ranges, and somebody else's elsewhere.
 */
final class ReverseAnswers {
  private static final Name IPV4 = Name.fromConstantString("in-addr.arpa.");
  private static final Name IPV6 = Name.fromConstantString("ip6.arpa.");
  private static final int IPV4_LABELS = 4;

  private final Zone zone;
  private final ServiceDirectory directory;

  ReverseAnswers(Zone zone, ServiceDirectory directory) {
    this.zone = zone;
    this.directory = directory;
  }

  boolean isOwn(Name name) {
    return ownZone(name).isPresent();
  }

  ZoneAnswer answer(Name name, int type) {
    List<Record> names = pointers(name);
    if (!names.isEmpty() && (type == Type.PTR || type == Type.ANY)) {
      return new ZoneAnswer.Found(names, List.of());
    }
    Optional<Name> own = ownZone(name);
    if (own.isEmpty()) {
      return new ZoneAnswer.Elsewhere();
    }
    SOARecord soa = zone.soa(own.get(), directory.serial());
    boolean above = name.labels() - IPV4.labels() < IPV4_LABELS;
    return above || !names.isEmpty() ? new ZoneAnswer.NoData(soa) : new ZoneAnswer.NoSuchName(soa);
  }

  private List<Record> pointers(Name name) {
    List<Record> found = new ArrayList<>();
    address(name)
        .ifPresent(
            address -> {
              for (ServiceRecords service : directory.atClusterAddress(address)) {
                found.add(pointer(name, RecordSets.name(zone, service)));
              }
              for (ServiceRecords service : directory.withEndpointAt(address)) {
                service.endpoints().stream()
                    .filter(e -> e.address().equals(address))
                    .map(e -> RecordSets.name(zone, service, e))
                    .distinct()
                    .forEach(target -> found.add(pointer(name, target)));
              }
            });
    return found;
  }

  private static Record pointer(Name name, Name target) {
    return new PTRRecord(name, DClass.IN, Zone.TTL, target);
  }

  private static Optional<InetAddress> address(Name name) {
    if (!name.subdomain(IPV4) && !name.subdomain(IPV6)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ReverseMap.fromName(name));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** The reverse zone of the cluster's that a name of an address, or of several, lies in. */
  private Optional<Name> ownZone(Name name) {
    if (!name.subdomain(IPV4)) {
      return Optional.empty();
    }
    byte[] octets = octets(name);
    for (AddressRange range : octets.length == 0 ? List.<AddressRange>of() : zone.reverseRanges()) {
      if (range.covers(octets)) {
        return Optional.of(
            new Name(
                name, name.labels() - IPV4.labels() - Math.min(octets.length, range.zoneOctets())));
      }
    }
    return Optional.empty();
  }

  /** The octets that a name says, the most significant one first; none if it says anything else. */
  private static byte[] octets(Name name) {
    int count = name.labels() - IPV4.labels();
    if (count > IPV4_LABELS) {
      return new byte[0];
    }
    byte[] octets = new byte[count];
    for (int i = 0; i < count; i++) {
      String label = name.getLabelString(count - 1 - i);
      if (!label.matches("\\d{1,3}") || Integer.parseInt(label) > 255) {
        return new byte[0];
      }
      octets[i] = (byte) Integer.parseInt(label);
    }
    return octets;
  }
}
