package io.navarch.store.etcd;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** An etcd of this machine with its data in a directory of the test. */
public final class EtcdProcess implements AutoCloseable {
  private final Path directory;
  private final int clientPort;
  private final int peerPort;
  private Process process;

  public EtcdProcess(Path directory) throws IOException {
    this.directory = directory;
    this.clientPort = freePort();
    this.peerPort = freePort();
    start();
  }

  /** Below the ports that connections get, one of which could be this one a moment later. */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // The next one is free.
      }
    }
  }

  void start() throws IOException {
    String client = "http://127.0.0.1:" + clientPort;
    String peer = "http://127.0.0.1:" + peerPort;
    process =
        new ProcessBuilder(
                "etcd",
                "--data-dir=" + directory.resolve("data"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("etcd.log").toFile()))
            .start();
  }

  public EtcdOptions options() {
    return new EtcdOptions(
        List.of(URI.create("http://127.0.0.1:" + clientPort)),
        null,
        null,
        null,
        Duration.ofSeconds(10));
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
