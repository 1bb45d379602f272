package io.navarch.node.testing;

import io.navarch.node.cgroup.CgroupfsPodCgroups;
import io.navarch.node.cri.StopAllPods;
import io.navarch.node.volume.Mounts;
import io.navarch.node.volume.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A containerd of the test's own: socket, root, network and images; all of it is gone after the
 * test.
 */
public final class ContainerdExtension implements BeforeAllCallback, AfterAllCallback {
  public static final String BUSYBOX = "navarch.test/busybox:1";
  private static final String PAUSE = "navarch.test/pause:1";

  private Path dir;
  private Process containerd;
  private final String bridge = "nvt" + ProcessHandle.current().pid() % 100000;

  public Path dir() {
    return dir;
  }

  public Path socket() {
    return dir.resolve("containerd.sock");
  }

  public String cgroupRoot() {
    return "/" + bridge;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    boolean root = "root".equals(System.getProperty("user.name"));
    boolean installed =
        Files.exists(Path.of("/usr/bin/containerd")) && Files.exists(Path.of("/bin/busybox"));
    Assumptions.assumeTrue(root && installed, "needs root, containerd and a static busybox");
    dir = Files.createTempDirectory(Path.of("/tmp"), "node-agent-test-");
    Files.createDirectories(dir.resolve("cni"));
    Files.writeString(dir.resolve("cni/10-test.conflist"), network());
    Path config = dir.resolve("config.toml");
    Files.writeString(config, config());
    containerd =
        new ProcessBuilder("containerd", "--config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("containerd.log").toFile())
            .start();
    Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(30))
        .until(() -> Files.exists(socket()) && ctr("version") == 0);
    importImage(PAUSE, "[\"/bin/sleep\",\"2147483647\"]");
    importImage(BUSYBOX, "[\"/bin/sh\"]");
  }

  private void importImage(String name, String command) throws Exception {
    Path archive = TestImages.archive(dir, name, command);
    if (ctr("images", "import", archive.toString()) != 0) {
      throw new IOException("image " + name + " was not imported");
    }
  }

  private int ctr(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("ctr", "-a", socket().toString(), "-n", "k8s.io"));
    all.addAll(List.of(words));
    return new ProcessBuilder(all)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private String config() {
    return """
        version = 2
        root = "%1$s/root"
        state = "%1$s/state"
        [grpc]
          address = "%1$s/containerd.sock"
        [ttrpc]
          address = "%1$s/containerd.sock.ttrpc"
        [plugins."io.containerd.internal.v1.opt"]
          path = "%1$s/opt"
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "%2$s"
          restrict_oom_score_adj = true
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "/usr/lib/cni"
            conf_dir = "%1$s/cni"
        """
        .formatted(dir, PAUSE);
  }

  private String network() {
    return """
        {"cniVersion": "0.4.0", "name": "test", "plugins": [
          {"type": "bridge", "bridge": "%s", "isGateway": true, "ipMasq": false,
           "ipam": {"type": "host-local", "dataDir": "%s/ipam", "ranges": [[{"subnet": "10.199.0.0/24"}]]}},
          {"type": "portmap", "capabilities": {"portMappings": true}}]}
        """
        .formatted(bridge, dir);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (containerd == null) {
      return;
    }
    StopAllPods.stopAll(socket(), new CgroupfsPodCgroups(Path.of("/sys/fs/cgroup"), cgroupRoot()));
    containerd.destroy();
    containerd.waitFor();
    Mounts mounts = new Mounts();
    for (Path mount : mounts.under(dir)) {
      mounts.unmount(mount);
    }
    Trees.delete(dir);
    run(
        "find",
        "/sys/fs/cgroup",
        "-depth",
        "-type",
        "d",
        "-path",
        "*/" + bridge + "*",
        "-exec",
        "rmdir",
        "{}",
        ";");
    if (Files.exists(Path.of("/sys/class/net/" + bridge))) {
      run("ip", "link", "delete", bridge);
    }
  }

  static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }

  static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
