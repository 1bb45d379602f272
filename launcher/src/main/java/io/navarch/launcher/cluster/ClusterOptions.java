package io.navarch.launcher.cluster;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a cluster on this machine is made.
 *
 * @param store {@code embedded} or {@code etcd}; fixed once the cluster exists
 * @param separate one JVM a role instead of one for the control plane and one for the node
 * @param criSocket a running container runtime's socket, or empty to start a containerd of our own
 * @param cgroupRoot the control group below which pods' groups are made
 * @param nodeIp the address that this node is reached at
 * @param apiPort where the Kubernetes API listens
 */
public record ClusterOptions(
    String store,
    boolean separate,
    String criSocket,
    String cgroupRoot,
    String nodeName,
    String nodeIp,
    int apiPort,
    String podCidr,
    String serviceCidr,
    String dnsIp) {

  public ClusterOptions {
    if (!store.equals("embedded") && !store.equals("etcd")) {
      throw new IllegalArgumentException("unknown store '" + store + "': choose embedded or etcd");
    }
  }

  public String server() {
    return "https://127.0.0.1:" + apiPort;
  }

  /** The first address of the service range, which is the API's own. */
  public String apiServiceIp() {
    String base = serviceCidr.substring(0, serviceCidr.indexOf('/'));
    return base.substring(0, base.lastIndexOf('.') + 1)
        + (Integer.parseInt(base.substring(base.lastIndexOf('.') + 1)) + 1);
  }

  public void save(Path file) throws IOException {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("store", store);
    tree.put("separate", separate);
    tree.put("criSocket", criSocket);
    tree.put("cgroupRoot", cgroupRoot);
    tree.put("nodeName", nodeName);
    tree.put("nodeIp", nodeIp);
    tree.put("apiPort", (long) apiPort);
    tree.put("podCidr", podCidr);
    tree.put("serviceCidr", serviceCidr);
    tree.put("dnsIp", dnsIp);
    Files.createDirectories(file.getParent());
    Files.write(file, Json.write(tree));
  }

  /**
   * What an earlier {@code up} saved, if there was one.
   *
   * @throws IOException if the file is there and cannot be read
   */
  public static Optional<ClusterOptions> load(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Map<String, Object> tree = Json.readObject(Files.readAllBytes(file));
      return Optional.of(
          new ClusterOptions(
              text(tree, "store"),
              Boolean.TRUE.equals(tree.get("separate")),
              text(tree, "criSocket"),
              tree.containsKey("cgroupRoot") ? text(tree, "cgroupRoot") : "/",
              text(tree, "nodeName"),
              text(tree, "nodeIp"),
              ((Number) tree.getOrDefault("apiPort", 6443L)).intValue(),
              text(tree, "podCidr"),
              text(tree, "serviceCidr"),
              text(tree, "dnsIp")));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static String text(Map<String, Object> tree, String name) {
    return tree.get(name) instanceof String s ? s : "";
  }
}
