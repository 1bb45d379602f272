package io.navarch.proxy.podnetwork;

import io.navarch.proxy.plan.NodeNetwork;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes links, routes and forwarding of this host by the {@code ip} program. All routes bear
 * protocol 110, so that they are known as ours.
 */
public final class HostNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(HostNetwork.class);
  private static final String PROTOCOL = "110";

  /** Bridge, forwarding, and routes that keep packets for pods and services on this host. */
  void prepare(String podCidr, NodeNetwork network, String nodeIp) throws IOException {
    sysctl("net/ipv4/ip_forward", "1");
    sysctl("net/bridge/bridge-nf-call-iptables", "1");
    if (NetworkInterface.getByName(CniConfiguration.BRIDGE) == null) {
      ip("link", "add", CniConfiguration.BRIDGE, "type", "bridge");
    }
    ip("link", "set", CniConfiguration.BRIDGE, "up");
    ip("address", "replace", gateway(podCidr), "dev", CniConfiguration.BRIDGE);
    ip("route", "replace", "blackhole", network.clusterCidr(), "proto", PROTOCOL, "metric", "4096");
    // Needed by hosts without a default route, and keeps a packet that no rule caught from leaving
    // by it.
    ip(
        "route",
        "replace",
        network.serviceCidr(),
        "dev",
        CniConfiguration.BRIDGE,
        "src",
        nodeIp,
        "proto",
        PROTOCOL);
  }

  void route(String cidr, String via) throws IOException {
    ip("route", "replace", cidr, "via", via, "proto", PROTOCOL);
  }

  void removeRoute(String cidr) {
    try {
      ip("route", "delete", cidr, "proto", PROTOCOL);
    } catch (IOException e) {
      LOG.warn("could not remove the route to {}: {}", cidr, e.getMessage());
    }
  }

  /** The first address of a range, with the range's length. */
  static String gateway(String cidr) {
    int slash = cidr.indexOf('/');
    String base = cidr.substring(0, slash);
    int dot = base.lastIndexOf('.');
    return base.substring(0, dot + 1)
        + (Integer.parseInt(base.substring(dot + 1)) + 1)
        + cidr.substring(slash);
  }

  private static void sysctl(String key, String value) throws IOException {
    Path file = Path.of("/proc/sys", key);
    if (Files.exists(file) && !Files.readString(file).strip().equals(value)) {
      Files.writeString(file, value);
    }
  }

  private static void ip(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
