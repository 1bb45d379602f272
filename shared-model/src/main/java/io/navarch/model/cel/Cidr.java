package io.navarch.model.cel;

import io.navarch.model.format.AddressText;
import io.navarch.model.json.GoStrings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/** A network: an address and how many of its bits are the network's. */
record Cidr(IpAddress address, int bits) {
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;
  private static final Pattern NUMBER = Pattern.compile("[0-9]|[1-9][0-9]{1,9}");

  static Cidr parse(String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 0) {
      throw malformed(text, "no '/'");
    }
    String address = text.substring(0, slash);
    String bits = text.substring(slash + 1);
    String violation = AddressText.violation(address);
    if (!violation.isEmpty()) {
      throw malformed(text, violation);
    }
    if (address.contains("%")) {
      throw malformed(text, "IPv6 zones cannot be present in a prefix");
    }
    if (!NUMBER.matcher(bits).matches()) {
      throw malformed(text, "bad bits after slash: " + GoStrings.quoted(bits));
    }
    boolean version6 = address.contains(":");
    long most = version6 ? IPV6_BITS : IPV4_BITS;
    if (Long.parseLong(bits) > most) {
      throw malformed(text, "prefix length out of range");
    }
    InetAddress parsed = InetAddress.ofLiteral(address);
    if (version6 && parsed instanceof Inet4Address) {
      throw unparsable("IPv4-mapped IPv6 address " + GoStrings.quoted(text) + " is not allowed");
    }
    return new Cidr(IpAddress.parse(address), Integer.parseInt(bits));
  }

  private static CelFault malformed(String text, String why) {
    return unparsable(
        "network address parse error during conversion from string: netip.ParsePrefix("
            + GoStrings.quoted(text)
            + "): "
            + why);
  }

  private static CelFault unparsable(String why) {
    return CelFault.of("network address parse error during conversion from string: " + why);
  }

  boolean contains(IpAddress other) {
    return address.isIpv4() == other.isIpv4() && address.masked(bits).equals(other.masked(bits));
  }

  boolean contains(Cidr other) {
    return bits <= other.bits && contains(other.address);
  }

  Cidr masked() {
    return new Cidr(address.masked(bits), bits);
  }

  @Override
  public String toString() {
    return address + "/" + bits;
  }
}
