package io.navarch.dns.zone;

import java.net.InetAddress;

/**
 * A range of IPv4 addresses whose reverse names the cluster answers for.
 *
 * @param base the first address as a number
 * @param prefixLength from 0 to 32
 */
public record AddressRange(int base, int prefixLength) {

  /**
   * @param cidr such as {@code 10.96.0.0/16}
   * @throws IllegalArgumentException if it is none of IPv4
   */
  public static AddressRange of(String cidr) {
    int slash = cidr.indexOf('/');
    byte[] address = InetAddress.ofLiteral(cidr.substring(0, Math.max(slash, 0))).getAddress();
    int length = Integer.parseInt(cidr.substring(slash + 1));
    if (address.length != 4 || length < 0 || length > 32) {
      throw new IllegalArgumentException("not an IPv4 range: " + cidr);
    }
    return new AddressRange(number(address), length);
  }

  /**
   * Whether all addresses that begin with these octets lie in the range.
   *
   * @param octets one to four, first the most significant one
   */
  boolean covers(byte[] octets) {
    if (octets.length * 8 < prefixLength) {
      return false;
    }
    int mask = prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
    return ((number(octets) ^ base) & mask) == 0;
  }

  /** How many octets a reverse zone has that lies wholly inside the range. */
  int zoneOctets() {
    return Math.max(1, (prefixLength + 7) / 8);
  }

  private static int number(byte[] octets) {
    int number = 0;
    for (int i = 0; i < 4; i++) {
      number = number << 8 | (i < octets.length ? octets[i] & 0xff : 0);
    }
    return number;
  }
}
