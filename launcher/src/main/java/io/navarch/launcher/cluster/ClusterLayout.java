package io.navarch.launcher.cluster;

import java.nio.file.Path;

/**
 * Where a cluster on this machine keeps everything: all of it below one data directory.
 *
 * @param data the data directory
 */
public record ClusterLayout(Path data) {
  public static final Path DEFAULT_DATA = Path.of("/var/lib/navarch");

  public ClusterLayout {
    data = data.toAbsolutePath().normalize();
  }

  public Path pki() {
    return data.resolve("pki");
  }

  public Path kubeconfigs() {
    return data.resolve("kubeconfig");
  }

  public Path kubeconfig(String user) {
    return kubeconfigs().resolve(user + ".conf");
  }

  public Path config(String role) {
    return data.resolve("config").resolve(role + ".properties");
  }

  public Path store() {
    return data.resolve("store");
  }

  public Path etcd() {
    return data.resolve("etcd");
  }

  public Path containerd() {
    return data.resolve("containerd");
  }

  /** Short, because a Unix socket's path has at most 107 bytes. */
  public Path containerdSocket() {
    return containerd().resolve("containerd.sock");
  }

  public Path cniConfig() {
    return data.resolve("cni").resolve("net.d");
  }

  /** Where host-local remembers which pod addresses are taken. */
  public Path cniData() {
    return data.resolve("cni").resolve("networks");
  }

  public Path node() {
    return data.resolve("node");
  }

  public Path manifests() {
    return node().resolve("manifests");
  }

  public Path images() {
    return data.resolve("images");
  }

  public Path logs() {
    return data.resolve("logs");
  }

  public Path run() {
    return data.resolve("run");
  }

  /** The options that the cluster was made with. */
  public Path options() {
    return data.resolve("cluster.json");
  }
}
