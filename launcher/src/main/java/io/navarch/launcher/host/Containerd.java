package io.navarch.launcher.host;

import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.launcher.images.BundledImages;
import io.navarch.launcher.process.Command;
import io.navarch.launcher.process.Daemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The containerd that a cluster brings along: its own socket, root and CNI configuration. */
public final class Containerd {
  private static final Path CNI_PLUGINS_DEBIAN = Path.of("/usr/lib/cni");
  private static final Path CNI_PLUGINS_UPSTREAM = Path.of("/opt/cni/bin");

  private final ClusterLayout layout;

  public Containerd(ClusterLayout layout) {
    this.layout = layout;
  }

  public Daemon daemon() {
    return new Daemon(
        "containerd",
        layout.run().resolve("containerd.pid"),
        layout.logs().resolve("containerd.log"));
  }

  /** Writes its configuration and starts it; it does nothing where it runs already. */
  public void start() throws IOException {
    Files.createDirectories(layout.containerd());
    Files.createDirectories(layout.cniConfig());
    Path config = layout.containerd().resolve("config.toml");
    Files.writeString(config, configuration(canLowerOomScore()));
    daemon().start(List.of("containerd", "--config", config.toString()), Map.of());
  }

  /** Whether it answers. */
  public boolean isReady() {
    return Files.exists(layout.containerdSocket()) && ctr("version").succeeded();
  }

  /**
   * Whether this process may lower a process's oom_score_adj, which pods with guaranteed resources
   * ask for.
   */
  static boolean canLowerOomScore() throws IOException {
    final int capSysResource = 24;
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("CapEff:"))
        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(mask -> (mask >> capSysResource & 1) == 1);
  }

  String configuration(boolean mayLowerOomScore) {
    Path plugins =
        Files.isDirectory(CNI_PLUGINS_DEBIAN) ? CNI_PLUGINS_DEBIAN : CNI_PLUGINS_UPSTREAM;
    return """
        version = 2
        root = "%1$s/root"
        state = "%1$s/state"
        oom_score = 0

        [grpc]
          address = "%2$s"

        [ttrpc]
          address = "%2$s.ttrpc"

        [plugins."io.containerd.internal.v1.opt"]
          path = "%1$s/opt"

        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "%3$s"
          restrict_oom_score_adj = %4$s
          stream_server_address = "127.0.0.1"
          stream_server_port = "0"

          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "%5$s"
            conf_dir = "%6$s"

          [plugins."io.containerd.grpc.v1.cri".containerd]
            snapshotter = "overlayfs"
            default_runtime_name = "runc"

            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
              runtime_type = "io.containerd.runc.v2"
        """
        .formatted(
            layout.containerd(),
            layout.containerdSocket(),
            BundledImages.PAUSE,
            !mayLowerOomScore,
            plugins,
            layout.cniConfig());
  }

  private Command.Result ctr(String... words) {
    List<String> all =
        new java.util.ArrayList<>(
            List.of("ctr", "-a", layout.containerdSocket().toString(), "-n", "k8s.io"));
    all.addAll(List.of(words));
    return Command.run(Duration.ofMinutes(2), all);
  }

  /** Adds the bundled images that it does not have yet. */
  public void importImages() throws IOException {
    String present = ctr("images", "ls", "-q").output();
    Path busybox = Busybox.find();
    List<String> applets = Command.require(busybox.toString(), "--list").lines().toList();
    for (var image : BundledImages.all(busybox, applets)) {
      if (present.lines().anyMatch(image.reference()::equals)) {
        continue;
      }
      Path archive = layout.images().resolve(image.reference().replaceAll("[/:]", "-") + ".tar");
      image.writeTo(archive);
      Command.Result result = ctr("images", "import", archive.toString());
      if (!result.succeeded()) {
        throw new IOException("containerd refused " + archive + ": " + result.output().strip());
      }
    }
  }
}
