package io.navarch.node.server;

import java.util.ArrayList;
import java.util.List;

/** The ports that a client names when it asks for some to be forwarded. */
final class ForwardedPorts {
  private static final int LAST = 65_535;

  private ForwardedPorts() {}

  /**
   * @param values of the parameters; each may name several, with commas between
   * @throws HttpProblem 400 for what is no port, in the kubelet's words
   */
  static List<Integer> read(List<String> values) throws HttpProblem {
    List<Integer> ports = new ArrayList<>();
    for (String value : values) {
      for (String port : value.split(",", -1)) {
        ports.add(port(port.strip()));
      }
    }
    return ports;
  }

  private static int port(String text) throws HttpProblem {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw unreadable(text, "invalid syntax");
    }
    String digits = text.replaceFirst("^0+", "");
    if (digits.isEmpty()) {
      throw new HttpProblem(400, "port \"" + text + "\" must be > 0");
    }
    if (digits.length() > 5 || Integer.parseInt(digits) > LAST) {
      throw unreadable(text, "value out of range");
    }
    return Integer.parseInt(digits);
  }

  private static HttpProblem unreadable(String text, String why) {
    return new HttpProblem(
        400,
        "unable to parse \"%1$s\" as a port: strconv.ParseUint: parsing \"%1$s\": %2$s"
            .formatted(text, why));
  }
}
