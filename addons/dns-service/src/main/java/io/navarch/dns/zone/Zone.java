package io.navarch.dns.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;

/**
 * The cluster's domain and what all of its records have in common.
 *
 * @param origin such as {@code cluster.local.}
 * @param reverseRanges whose reverse names are the cluster's own
 */
public record Zone(Name origin, List<AddressRange> reverseRanges) {
  /** How long answers may be kept, in seconds: as CoreDNS has it where nothing else is said. */
  static final long TTL = 5;

  private static final long REFRESH = 7200;
  private static final long RETRY = 1800;
  private static final long EXPIRE = 86400;

  public Zone {
    reverseRanges = List.copyOf(reverseRanges);
  }

  /**
   * @param domain such as {@code cluster.local}
   * @throws IllegalArgumentException if the domain is no name or a range is no range
   */
  public static Zone of(String domain, List<String> reverseRanges) {
    try {
      return new Zone(
          Name.fromString(domain, Name.root),
          reverseRanges.stream().map(AddressRange::of).toList());
    } catch (TextParseException e) {
      throw new IllegalArgumentException("not a domain: " + domain, e);
    }
  }

  /** The labels of a name below the origin, in lower case, the one next to the origin first. */
  List<String> path(Name name) {
    List<String> labels = new ArrayList<>();
    for (int i = name.labels() - origin.labels() - 1; i >= 0; i--) {
      labels.add(name.getLabelString(i).toLowerCase(Locale.ROOT));
    }
    return labels;
  }

  /**
   * A name below the origin.
   *
   * @param labels the one next to the origin last
   * @throws IllegalArgumentException if they make no name; objects of the API always do
   */
  Name name(String... labels) {
    return below(origin, labels);
  }

  static Name below(Name parent, String... labels) {
    Name result = parent;
    try {
      for (int i = labels.length - 1; i >= 0; i--) {
        result = Name.concatenate(new Name(labels[i]), result);
      }
      return result;
    } catch (TextParseException | NameTooLongException e) {
      throw new IllegalArgumentException("not a name: " + String.join(".", labels), e);
    }
  }

  Name nameServer() {
    return name("ns", "dns");
  }

  NSRecord ns() {
    return new NSRecord(origin, DClass.IN, TTL, nameServer());
  }

  /**
   * @param of the origin or that of a reverse zone
   */
  SOARecord soa(Name of, long serial) {
    return new SOARecord(
        Objects.requireNonNull(of),
        DClass.IN,
        TTL,
        nameServer(),
        name("hostmaster"),
        serial & 0xffffffffL,
        REFRESH,
        RETRY,
        EXPIRE,
        TTL);
  }
}
