package io.navarch.gateway.strategy;

import java.net.Inet4Address;
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

  private static final Pattern LEADING_ZERO = Pattern.compile("(^|\\.)0\\d");

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

  /** The same for fields that take neither leading zeros nor IPv4 addresses in IPv6 form. */
  static List<String> checkStrictIp(String text) {
    if (hasLeadingZeros(text) && isIp(text.replaceAll("(^|\\.)0+(?=\\d)", "$1"))) {
      return List.of("must not have leading 0s");
    }
    if (isIp(text) && isMapped(text)) {
      return List.of("must not be an IPv4-mapped IPv6 address");
    }
    return checkIp(text);
  }

  private static boolean hasLeadingZeros(String text) {
    return !text.contains(":") && LEADING_ZERO.matcher(text).find();
  }

  /** An IPv4 address in the form of an IPv6 one, such as {@code ::ffff:1.2.3.4}. */
  private static boolean isMapped(String text) {
    return text.contains(":") && parse(text).filter(Inet4Address.class::isInstance).isPresent();
  }

  static List<String> checkStrictCidr(String text) {
    int slash = text.indexOf('/');
    String bits = text.substring(slash + 1);
    if (slash > 0 && (hasLeadingZeros(text.substring(0, slash)) || bits.matches("0\\d+"))) {
      return List.of("must not have leading 0s in IP or prefix length");
    }
    List<String> wrong = checkCidr(text);
    if (!wrong.isEmpty()) {
      return wrong;
    }
    String address = text.substring(0, slash);
    if (isMapped(address)) {
      return List.of("must not have an IPv4-mapped IPv6 address");
    }
    byte[] bytes = parse(address).orElseThrow().getAddress();
    for (int bit = Integer.parseInt(bits); bit < bytes.length * 8; bit++) {
      if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) {
        return List.of("must not have bits set beyond the prefix length");
      }
    }
    return List.of();
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

  /** A network interface's address with the length of its network's prefix. */
  static List<String> checkInterfaceAddress(String text) {
    if (!checkCidr(text).isEmpty()) {
      return List.of("must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)");
    }
    int slash = text.indexOf('/');
    String canonical =
        canonical(parse(text.substring(0, slash)).orElseThrow())
            + "/"
            + Integer.parseInt(text.substring(slash + 1));
    return text.equals(canonical) ? List.of() : List.of(inCanonicalForm(canonical));
  }

  /** Addresses that cannot be an endpoint of something elsewhere. */
  static List<String> checkReachable(String text) {
    InetAddress ip = parse(text).orElse(null);
    if (ip == null) {
      return List.of();
    }
    if (ip.isAnyLocalAddress()) {
      return List.of("may not be unspecified (" + text + ")");
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

  /** An address in the one form that newer fields take. */
  static List<String> checkCanonicalIp(String text) {
    List<String> wrong = checkStrictIp(text);
    String canonical = parse(text).map(Addresses::canonical).orElse("");
    return wrong.isEmpty() && !text.equals(canonical) ? List.of(inCanonicalForm(canonical)) : wrong;
  }

  /** A network in the one form that newer fields take. */
  static List<String> checkCanonicalCidr(String text) {
    List<String> wrong = checkStrictCidr(text);
    if (!wrong.isEmpty()) {
      return wrong;
    }
    int slash = text.indexOf('/');
    String canonical =
        canonical(parse(text.substring(0, slash)).orElseThrow()) + text.substring(slash);
    return text.equals(canonical) ? List.of() : List.of(inCanonicalForm(canonical));
  }

  private static String inCanonicalForm(String canonical) {
    return "must be in canonical form (\"" + canonical + "\")";
  }

  /** Whether one network lies in another and is smaller; both must be networks. */
  static boolean isStrictSubset(String inner, String outer) {
    byte[] small = parse(inner.substring(0, inner.indexOf('/'))).orElseThrow().getAddress();
    byte[] large = parse(outer.substring(0, outer.indexOf('/'))).orElseThrow().getAddress();
    int bits = Integer.parseInt(outer.substring(outer.indexOf('/') + 1));
    if (small.length != large.length
        || Integer.parseInt(inner.substring(inner.indexOf('/') + 1)) <= bits) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (((small[bit / 8] ^ large[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
        return false;
      }
    }
    return true;
  }

  /** What a writer of a network is told who meant an address or could have written it better. */
  static List<String> cidrWarnings(String text) {
    if (!checkCidr(text).isEmpty()) {
      return List.of();
    }
    int slash = text.indexOf('/');
    String canonical =
        canonical(parse(text.substring(0, slash)).orElseThrow()) + text.substring(slash);
    return text.contains(":") && !text.equals(canonical)
        ? List.of(
            "IPv6 CIDR value \""
                + text
                + "\" should be in RFC 5952 canonical format (\""
                + canonical
                + "\")")
        : List.of();
  }

  /** What a writer of an address is told who could have written it better. */
  static Optional<String> warning(String text) {
    Optional<InetAddress> parsed = parse(text);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    String canonical = canonical(parsed.get());
    if (isMapped(text)) {
      return Optional.of(
          "non-standard IP address \"" + text + "\" is invalid: use \"" + canonical + '"');
    }
    return text.contains(":") && !text.equals(canonical)
        ? Optional.of(
            "IPv6 address \""
                + text
                + "\" should be in RFC 5952 canonical format (\""
                + canonical
                + "\")")
        : Optional.empty();
  }

  /** The one text that the API writes for an address: the longest run of zeros left out. */
  static String canonical(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return address.getHostAddress();
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        boolean separated = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(separated ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
