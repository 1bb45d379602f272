package io.navarch.launcher.join;

import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.launcher.cluster.ClusterOptions;
import io.navarch.launcher.cluster.Role;
import io.navarch.launcher.cluster.RoleProperties;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A machine that is a node of a cluster whose control plane runs elsewhere.
 *
 * @param server the cluster's API
 * @param options of the node, of which only those count that concern nodes
 */
public record JoinedNode(String server, ClusterOptions options) {

  /** Where the node keeps what it is. */
  public static Path file(ClusterLayout layout) {
    return layout.data().resolve("node.json");
  }

  /** Where the node agent keeps the certificate that it shows the API. */
  public static Path certificate(ClusterLayout layout) {
    return layout.node().resolve("pki").resolve("kubelet-client-current.pem");
  }

  static ClusterOptions options(
      String criSocket,
      String cgroupRoot,
      String name,
      String address,
      Map<String, String> shared) {
    return new ClusterOptions(
        "embedded",
        false,
        criSocket,
        cgroupRoot,
        name,
        address,
        6443,
        shared.getOrDefault("podCidr", "10.244.0.0/16"),
        shared.getOrDefault("serviceCidr", "10.96.0.0/16"),
        shared.getOrDefault("dnsIp", "10.96.0.10"));
  }

  /** Writes the configuration of the node's process and returns its path. */
  public Path writeProperties(ClusterLayout layout) throws IOException {
    RoleProperties roles = new RoleProperties(layout, options);
    TreeMap<String, String> properties = roles.of(Role.NODE);
    // It serves with what the cluster issues.
    properties.remove("navarch.node.tls-cert");
    properties.remove("navarch.node.tls-key");
    // It asks the cluster DNS of the first machine.
    properties.keySet().removeIf(name -> name.startsWith("navarch.dns."));
    properties.put("navarch.dns.enabled", "false");
    return roles.write(Role.NODE, properties);
  }

  void save(ClusterLayout layout) throws IOException {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("server", server);
    tree.put("nodeName", options.nodeName());
    tree.put("nodeIp", options.nodeIp());
    tree.put("criSocket", options.criSocket());
    tree.put("podCidr", options.podCidr());
    tree.put("serviceCidr", options.serviceCidr());
    tree.put("dnsIp", options.dnsIp());
    tree.put("cgroupRoot", options.cgroupRoot());
    Files.createDirectories(layout.data());
    Files.write(file(layout), Json.write(tree));
  }

  /**
   * What an earlier {@code join} saved, if there was one.
   *
   * @throws IOException if the file is there and cannot be read
   */
  public static Optional<JoinedNode> load(ClusterLayout layout) throws IOException {
    if (!Files.exists(file(layout))) {
      return Optional.empty();
    }
    try {
      Map<String, Object> tree = Json.readObject(Files.readAllBytes(file(layout)));
      Map<String, String> shared = new LinkedHashMap<>();
      tree.forEach((key, value) -> shared.put(key, String.valueOf(value)));
      return Optional.of(
          new JoinedNode(
              ApiObject.string(tree, "server"),
              options(
                  ApiObject.string(tree, "criSocket"),
                  ApiObject.string(tree, "cgroupRoot"),
                  ApiObject.string(tree, "nodeName"),
                  ApiObject.string(tree, "nodeIp"),
                  shared)));
    } catch (MalformedJsonException e) {
      throw new IOException(file(layout) + " is damaged: " + e.getMessage(), e);
    }
  }
}
