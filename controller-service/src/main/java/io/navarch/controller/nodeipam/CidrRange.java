package io.navarch.controller.nodeipam;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that pods may have, cut into equal parts for nodes.
 *
 * @param base first address
 * @param prefix length of the range's prefix in bits
 * @param partPrefix length of a part's prefix in bits
 */
record CidrRange(InetAddress base, int prefix, int partPrefix) {

  CidrRange {
    int bits = base.getAddress().length * 8;
    if (prefix < 0 || partPrefix < prefix || partPrefix > bits) {
      throw new IllegalArgumentException(
          "a range of prefix length %d cannot be cut into parts of prefix length %d"
              .formatted(prefix, partPrefix));
    }
  }

  static CidrRange parse(String cidr, int partPrefix) {
    int slash = cidr.indexOf('/');
    try {
      return new CidrRange(
          InetAddress.ofLiteral(cidr.substring(0, slash)),
          Integer.parseInt(cidr.substring(slash + 1)),
          partPrefix);
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException malformed) {
      throw new IllegalArgumentException("not a CIDR: " + cidr, malformed);
    }
  }

  /** The first part that is not taken; null when all are. */
  @Nullable String firstFree(Set<String> taken) {
    int parts = partPrefix - prefix;
    long count = parts >= 31 ? Integer.MAX_VALUE : 1L << parts;
    for (long index = 0; index < count; index++) {
      String part = part(index);
      if (!taken.contains(part)) {
        return part;
      }
    }
    return null;
  }

  private String part(long index) {
    byte[] bytes = base.getAddress();
    int bits = bytes.length * 8;
    BigInteger address =
        new BigInteger(1, bytes).add(BigInteger.valueOf(index).shiftLeft(bits - partPrefix));
    byte[] raw = address.toByteArray();
    byte[] padded = new byte[bytes.length];
    int length = Math.min(raw.length, padded.length);
    System.arraycopy(raw, raw.length - length, padded, padded.length - length, length);
    try {
      return InetAddress.getByAddress(padded).getHostAddress() + "/" + partPrefix;
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
