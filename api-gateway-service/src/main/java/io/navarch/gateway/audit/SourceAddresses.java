package io.navarch.gateway.audit;

import io.navarch.gateway.http.Exchange;
import io.navarch.model.format.AddressText;
import java.util.ArrayList;
import java.util.List;

/** Where a request came from: what proxies say, then the connection's own address. */
final class SourceAddresses {
  private static final int MOST = 16;
  private static final int LONGEST = 45;

  private SourceAddresses() {}

  static List<String> of(Exchange exchange) {
    List<String> addresses = new ArrayList<>();
    String forwarded = exchange.header("X-Forwarded-For");
    if (forwarded != null) {
      for (String part : forwarded.split(",", MOST)) {
        addIfAddress(addresses, part.strip());
      }
    }
    String real = exchange.header("X-Real-Ip");
    if (real != null && !addresses.contains(real)) {
      addIfAddress(addresses, real);
    }
    String own = exchange.remoteAddress().getAddress().getHostAddress();
    if (addresses.isEmpty() || !addresses.getLast().equals(own)) {
      addresses.add(own);
    }
    return addresses;
  }

  /** Takes only what looks like an address: the header is the client's own word. */
  private static void addIfAddress(List<String> addresses, String text) {
    if (text.length() <= LONGEST && AddressText.violation(text).isEmpty()) {
      addresses.add(text);
    }
  }
}
