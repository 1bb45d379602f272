package io.navarch.gateway;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The range of cluster IPs. */
final class ServiceRange {
  private ServiceRange() {}

  /** The first address after the network's own, which the API's Service gets. */
  static String firstAddress(String cidr) {
    String network = cidr.substring(0, cidr.indexOf('/'));
    try {
      byte[] bytes = InetAddress.getByName(network).getAddress();
      byte[] next = new BigInteger(1, bytes).add(BigInteger.ONE).toByteArray();
      byte[] address = new byte[bytes.length];
      for (int i = 0; i < Math.min(next.length, address.length); i++) {
        address[address.length - 1 - i] = next[next.length - 1 - i];
      }
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not a network: " + cidr, e);
    }
  }
}
