package io.navarch.e2e;

import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.launcher.images.OciImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Images of Redis, made from this machine's {@code redis-server}; {@code ./navarch test} installs
 * it.
 */
final class RedisImage {
  static final String OLD = "navarch.io/redis:old";
  static final String NEW = "navarch.io/redis:new";

  private RedisImage() {}

  /** Hands them to a cluster's container runtime, as a node's administrator does. */
  static void load(TestCluster cluster) throws IOException {
    Path busybox = program("busybox");
    for (String reference : List.of(OLD, NEW)) {
      Path archive = Files.createTempFile("redis", ".tar");
      new OciImage(reference)
          .directory("/tmp", 01777)
          .directory("/data", 0755)
          .file("/bin/busybox", busybox, 0755)
          .link("/bin/sh", "busybox")
          .program("/usr/bin/redis-server", program("redis-server").toRealPath(), List.of())
          .program("/usr/bin/redis-cli", program("redis-cli").toRealPath(), List.of())
          .environment("IMAGE", reference)
          .writeTo(archive);
      Path socket = new ClusterLayout(cluster.dataDir()).containerdSocket();
      Shell.run(
              Duration.ofMinutes(1),
              List.of(
                  "ctr",
                  "-a",
                  socket.toString(),
                  "-n",
                  "k8s.io",
                  "images",
                  "import",
                  archive.toString()))
          .mustSucceed();
      Files.delete(archive);
    }
  }

  private static Path program(String name) {
    return List.of("/usr/bin", "/bin").stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is missing; ./navarch test installs it"));
  }
}
