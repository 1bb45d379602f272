package io.navarch.model.cel;

import java.util.regex.Pattern;

/** A network: an address and how many of its bits are the network's. */
record Cidr(IpAddress address, int bits) {
  private static final Pattern BITS = Pattern.compile("0|[1-9][0-9]{0,2}");

  static Cidr parse(String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 0 || !BITS.matcher(text.substring(slash + 1)).matches()) {
      throw unparsable(
          text,
          slash < 0 ? "no '/'" : "bad bits after slash: \"" + text.substring(slash + 1) + "\"");
    }
    IpAddress address;
    try {
      address = IpAddress.parse(text.substring(0, slash));
    } catch (CelFault malformed) {
      throw unparsable(text, String.valueOf(malformed.getMessage()));
    }
    int bits = Integer.parseInt(text.substring(slash + 1));
    if (bits > address.bits()) {
      throw unparsable(text, "prefix length out of range");
    }
    return new Cidr(address, bits);
  }

  private static CelFault unparsable(String text, String why) {
    return CelFault.of(
        "network address parse error during conversion from string: network address parse error during conversion from"
            + " string: netip.ParsePrefix(\""
            + text
            + "\"): "
            + why);
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
