package io.navarch.dns.forward;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The resolvers that the node itself asks, read anew whenever somebody wants them, so that a node
 * that moves to another network needs no restart.
 *
 * @param resolvConf the node's resolver file
 * @param fixed asked instead of those in the file, unless it is empty
 * @param ours addresses that lead back to this DNS, which are never asked
 */
public record HostResolvers(Path resolvConf, List<InetSocketAddress> fixed, Set<InetAddress> ours) {
  private static final int DNS_PORT = 53;

  public HostResolvers {
    fixed = List.copyOf(fixed);
    ours = Set.copyOf(ours);
  }

  /** In the order in which they are asked; none where the file cannot be read. */
  List<InetSocketAddress> current() {
    if (!fixed.isEmpty()) {
      return fixed;
    }
    try {
      return parse(Files.readAllLines(resolvConf)).stream()
          .filter(a -> !ours.contains(a))
          .map(a -> new InetSocketAddress(a, DNS_PORT))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * @param text such as {@code 192.0.2.53} or {@code 192.0.2.53:5353}
   * @throws IllegalArgumentException if it is neither
   */
  public static InetSocketAddress address(String text) {
    int colon = text.indexOf(':');
    boolean withPort = colon > 0 && text.indexOf(':', colon + 1) < 0;
    return withPort
        ? new InetSocketAddress(
            InetAddress.ofLiteral(text.substring(0, colon)),
            Integer.parseInt(text.substring(colon + 1)))
        : new InetSocketAddress(InetAddress.ofLiteral(text), DNS_PORT);
  }

  static List<InetAddress> parse(List<String> lines) {
    List<InetAddress> result = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.trim().split("\\s+");
      if (words.length > 1 && words[0].equals("nameserver")) {
        try {
          result.add(InetAddress.ofLiteral(words[1]));
        } catch (IllegalArgumentException e) {
          continue;
        }
      }
    }
    return result;
  }
}
