package io.navarch.controller.servicecidr;

import java.math.BigInteger;
import java.net.InetAddress;

/**
 * A range of addresses in CIDR notation.
 *
 * @param network its first address
 * @param hostBits how many of the lowest bits are free
 */
record AddressBlock(BigInteger network, int length, int hostBits) {

  /**
   * @throws IllegalArgumentException if the text is no range
   */
  static AddressBlock parse(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a range: " + cidr);
    }
    byte[] bytes = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
    int hostBits = bytes.length * 8 - Integer.parseInt(cidr.substring(slash + 1));
    BigInteger network = new BigInteger(1, bytes).shiftRight(hostBits).shiftLeft(hostBits);
    return new AddressBlock(network, bytes.length, hostBits);
  }

  boolean contains(AddressBlock other) {
    return length == other.length
        && hostBits >= other.hostBits
        && network.equals(other.network.shiftRight(hostBits).shiftLeft(hostBits));
  }

  /**
   * @throws IllegalArgumentException if the text is no address
   */
  boolean containsAddress(String address) {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    return contains(new AddressBlock(new BigInteger(1, bytes), bytes.length, 0));
  }
}
