package io.navarch.model.cel;

import io.navarch.model.format.AddressText;
import io.navarch.model.json.GoStrings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/**
 * An address without a zone.
 *
 * @param hex its 4 or 16 bytes in hexadecimal
 */
record IpAddress(String hex) {
  private static final int HEX_DIGITS_OF_IPV4 = 8;

  static IpAddress parse(String text) {
    String violation = AddressText.violation(text);
    if (!violation.isEmpty()) {
      throw CelFault.of(
          "IP Address "
              + GoStrings.quoted(text)
              + " parse error during conversion from string: "
              + violation);
    }
    if (text.contains("%")) {
      throw CelFault.of("IP address " + GoStrings.quoted(text) + " with zone value is not allowed");
    }
    InetAddress address = InetAddress.ofLiteral(text);
    if (address instanceof Inet4Address && text.contains(":")) {
      throw CelFault.of("IPv4-mapped IPv6 address " + GoStrings.quoted(text) + " is not allowed");
    }
    return of(address);
  }

  private static IpAddress of(InetAddress address) {
    return new IpAddress(HexFormat.of().formatHex(address.getAddress()));
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  boolean isIpv4() {
    return hex.length() == HEX_DIGITS_OF_IPV4;
  }

  int bits() {
    return hex.length() * 4;
  }

  private int first() {
    return Byte.toUnsignedInt(bytes()[0]);
  }

  private int second() {
    return Byte.toUnsignedInt(bytes()[1]);
  }

  boolean isUnspecified() {
    return hex.chars().allMatch(digit -> digit == '0');
  }

  boolean isLoopback() {
    return isIpv4() ? first() == 127 : hex.equals("0".repeat(31) + "1");
  }

  boolean isLinkLocalUnicast() {
    return isIpv4()
        ? first() == 169 && second() == 254
        : first() == 0xfe && (second() & 0xc0) == 0x80;
  }

  boolean isLinkLocalMulticast() {
    return isIpv4()
        ? first() == 224 && second() == 0 && bytes()[2] == 0
        : first() == 0xff && (second() & 0x0f) == 0x02;
  }

  private boolean isMulticast() {
    return isIpv4() ? (first() & 0xf0) == 0xe0 : first() == 0xff;
  }

  boolean isGlobalUnicast() {
    return !isUnspecified()
        && !isLoopback()
        && !isMulticast()
        && !isLinkLocalUnicast()
        && !hex.equals("ffffffff");
  }

  /** The first bits of this address, the rest zero. */
  IpAddress masked(int bits) {
    byte[] bytes = bytes();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(bits - i * 8L, 0, 8);
      bytes[i] &= (byte) (0xff << (8 - kept));
    }
    return new IpAddress(HexFormat.of().formatHex(bytes));
  }

  /** The canonical form (RFC 5952). */
  @Override
  public String toString() {
    byte[] bytes = bytes();
    if (isIpv4()) {
      StringJoiner text = new StringJoiner(".");
      for (byte b : bytes) {
        text.add(Integer.toString(Byte.toUnsignedInt(b)));
      }
      return text.toString();
    }
    List<String> groups =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(
                i -> Integer.toHexString(Integer.parseInt(hex.substring(i * 4, i * 4 + 4), 16)))
            .toList();
    return compressed(groups);
  }

  private static String compressed(List<String> groups) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < groups.size(); i++) {
      int end = i;
      while (end < groups.size() && groups.get(end).equals("0")) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    if (start < 0) {
      return String.join(":", groups);
    }
    return String.join(":", groups.subList(0, start))
        + "::"
        + String.join(":", groups.subList(start + length, groups.size()));
  }
}
