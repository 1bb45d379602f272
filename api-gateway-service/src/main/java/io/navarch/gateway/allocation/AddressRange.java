package io.navarch.gateway.allocation;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The addresses that services may get, counted from the first one after the network's own; IPv4's
 * broadcast address is left out.
 *
 * @param first the address with number 0
 */
record AddressRange(String cidr, BigInteger first, int size, boolean v6) {
  private static final int MOST_HOST_BITS = 16;

  static AddressRange parse(String cidr) {
    int slash = cidr.indexOf('/');
    byte[] bytes = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
    int hostBits = bytes.length * 8 - Integer.parseInt(cidr.substring(slash + 1));
    BigInteger network = new BigInteger(1, bytes).shiftRight(hostBits).shiftLeft(hostBits);
    boolean v6 = bytes.length > 4;
    int size = (1 << Math.min(hostBits, v6 ? MOST_HOST_BITS : 20)) - (v6 ? 1 : 2);
    return new AddressRange(cidr, network.add(BigInteger.ONE), size, v6);
  }

  /** The number of an address, or -1 where it is outside. */
  int numberOf(String address) {
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
        : number.intValueExact();
  }

  String address(int number) {
    byte[] raw = first.add(BigInteger.valueOf(number)).toByteArray();
    byte[] bytes = new byte[v6 ? 16 : 4];
    for (int i = 0; i < Math.min(raw.length, bytes.length); i++) {
      bytes[bytes.length - 1 - i] = raw[raw.length - 1 - i];
    }
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
  int staticBand() {
    return size <= 16 ? 0 : Math.min(Math.max(16, size / 16), 256);
  }
}
