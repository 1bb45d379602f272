package io.navarch.dns.zone;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address written as one label: {@code 10-244-0-7}, {@code fd00--7}. */
final class DashedAddress {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(-\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-f-]*-[0-9a-f-]*-[0-9a-f-]*");

  private DashedAddress() {}

  static Optional<InetAddress> parse(String label) {
    if (IPV4.matcher(label).matches()) {
      return literal(label.replace('-', '.'));
    }
    return IPV6.matcher(label).matches() ? literal(label.replace('-', ':')) : Optional.empty();
  }

  /** Whether a text is an address and no name. */
  static boolean isLiteral(String text) {
    return literal(text).isPresent();
  }

  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
