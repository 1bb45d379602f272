package io.navarch.launcher.host;

import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.launcher.process.Daemon;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The single-member etcd that a cluster with {@code --store etcd} brings along, on loopback with
 * mutual TLS.
 */
public final class Etcd {
  private final ClusterLayout layout;

  public Etcd(ClusterLayout layout) {
    this.layout = layout;
  }

  public Daemon daemon() {
    return new Daemon("etcd", layout.run().resolve("etcd.pid"), layout.logs().resolve("etcd.log"));
  }

  public void start() throws IOException {
    Files.createDirectories(layout.etcd());
    Path pki = layout.pki().resolve("state-store");
    daemon()
        .start(
            List.of(
                "etcd",
                "--name=navarch",
                "--data-dir=" + layout.etcd(),
                "--listen-client-urls=https://127.0.0.1:2379",
                "--advertise-client-urls=https://127.0.0.1:2379",
                "--listen-peer-urls=http://127.0.0.1:2380",
                "--initial-advertise-peer-urls=http://127.0.0.1:2380",
                "--initial-cluster=navarch=http://127.0.0.1:2380",
                "--client-cert-auth=true",
                "--trusted-ca-file=" + pki.resolve("ca.crt"),
                "--cert-file=" + pki.resolve("server.crt"),
                "--key-file=" + pki.resolve("server.key"),
                "--logger=zap"),
            Map.of());
  }

  /** Whether its TLS port takes connections. */
  public boolean isReady() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 2379), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
