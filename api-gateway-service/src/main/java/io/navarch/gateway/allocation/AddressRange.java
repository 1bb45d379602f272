package io.navarch.gateway.allocation;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The addresses that services may get, counted from the first one after the network's own; IPv4's
 * broadcast address is left out.
 *
 * @param first the address with number 0
 */
record AddressRange(String cidr, BigInteger first, long size, boolean v6) {
  private static final int MOST_HOST_BITS = 62;

  static AddressRange parse(String cidr) {
    int slash = cidr.indexOf('/');
    byte[] bytes = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
    int hostBits = bytes.length * 8 - Integer.parseInt(cidr.substring(slash + 1));
    BigInteger network = new BigInteger(1, bytes).shiftRight(hostBits).shiftLeft(hostBits);
    boolean v6 = bytes.length > 4;
    long size = (1L << Math.min(hostBits, MOST_HOST_BITS)) - (v6 ? 1 : 2);
    return new AddressRange(cidr, network.add(BigInteger.ONE), Math.max(0, size), v6);
  }

  /** The number of an address, or -1 where it is outside. */
  long numberOf(String address) {
    byte[] bytes;
    try {
      bytes = InetAddress.ofLiteral(address).getAddress();
    } catch (IllegalArgumentException e) {
      return -1;
    }
    if ((bytes.length > 4) != v6) {
      return -1;
    }
    BigInteger number = new BigInteger(1, bytes).subtract(first);
    return number.signum() < 0 || number.compareTo(BigInteger.valueOf(size)) >= 0
        ? -1
        : number.longValueExact();
  }

  String address(long number) {
    byte[] raw = first.add(BigInteger.valueOf(number)).toByteArray();
    byte[] bytes = new byte[v6 ? 16 : 4];
    int length = Math.min(raw.length, bytes.length);
    System.arraycopy(
        Arrays.copyOfRange(raw, raw.length - length, raw.length),
        0,
        bytes,
        bytes.length - length,
        length);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("not an address", e);
    }
  }

  String family() {
    return v6 ? "IPv6" : "IPv4";
  }

  /** How many addresses are kept for those who ask for a certain one. */
  long staticBand() {
    return size <= 16 ? 0 : Math.min(Math.max(16, size / 16), 256);
  }
}
