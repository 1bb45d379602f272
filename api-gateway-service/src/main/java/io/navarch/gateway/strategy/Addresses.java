package io.navarch.gateway.strategy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses and networks in the textual forms that the API takes. */
final class Addresses {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9a-fA-F:]+(?:\\d+\\.\\d+\\.\\d+\\.\\d+)?");

  private Addresses() {}

  static boolean isIp(String text) {
    return parse(text).isPresent();
  }

  static boolean isIpv6(String text) {
    return text.contains(":") && isIp(text);
  }

  /** The address; empty where the text is none. Names are never looked up. */
  static Optional<InetAddress> parse(String text) {
    boolean looksRight =
        text.contains(":") ? IPV6.matcher(text).matches() : IPV4.matcher(text).matches();
    if (!looksRight) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static List<String> checkIp(String text) {
    return isIp(text)
        ? List.of()
        : List.of("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
  }

  static List<String> checkCidr(String text) {
    int slash = text.indexOf('/');
    if (slash > 0) {
      Optional<InetAddress> address = parse(text.substring(0, slash));
      String bits = text.substring(slash + 1);
      if (address.isPresent() && bits.matches("\\d{1,3}")) {
        int max = text.contains(":") ? 128 : 32;
        if (Integer.parseInt(bits) <= max) {
          return List.of();
        }
      }
    }
    return List.of("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
  }

  /** Addresses that cannot be an endpoint of something elsewhere. */
  static List<String> checkReachable(String text) {
    InetAddress ip = parse(text).orElse(null);
    if (ip == null) {
      return List.of();
    }
    if (ip.isAnyLocalAddress()) {
      return List.of("may not be unspecified (0.0.0.0 or ::)");
    }
    if (ip.isLoopbackAddress()) {
      return List.of("may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (ip.isLinkLocalAddress()) {
      return List.of("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (ip.isMCLinkLocal()) {
      return List.of("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
    return List.of();
  }
}
