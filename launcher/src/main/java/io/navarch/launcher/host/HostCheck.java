package io.navarch.launcher.host;

import io.navarch.launcher.UserException;
import io.navarch.launcher.cluster.ClusterDns;
import io.navarch.launcher.cluster.ClusterOptions;
import io.navarch.launcher.cluster.RoleProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks whether this machine can run a node, and says what to do where it cannot. */
public final class HostCheck {
  /** Program and the Debian package that brings it. */
  private record Program(String name, String debianPackage) {}

  private static final List<Program> PROGRAMS =
      List.of(
          new Program("containerd", "containerd"),
          new Program("ctr", "containerd"),
          new Program("runc", "runc"),
          new Program("nft", "nftables"),
          new Program("conntrack", "conntrack"),
          new Program("ip", "iproute2"),
          new Program("busybox", "busybox-static"),
          new Program("setsid", "util-linux"));

  private static final int KUBELET_PORT = 10250;

  private HostCheck() {}

  /** Everything that a node with these options needs. */
  public static List<Requirement> all(ClusterOptions options) throws IOException {
    List<Requirement> result = new ArrayList<>();
    result.add(root());
    for (Program program : PROGRAMS) {
      result.add(program(program));
    }
    if (options.store().equals("etcd")) {
      result.add(program(new Program("etcd", "etcd-server")));
    }
    result.add(cniPlugins());
    result.add(filesystem("overlay", "overlayfs (containers' file systems)"));
    result.add(cgroups());
    return result;
  }

  /**
   * Looks for everything that a node with these options needs.
   *
   * @param ports that must be free too; none where the cluster runs already
   * @throws UserException if anything is missing; it says what to do
   */
  public static void require(ClusterOptions options, List<Integer> ports) throws IOException {
    List<Requirement> missing =
        Stream.concat(all(options).stream(), ports.stream().map(HostCheck::portFree))
            .filter(requirement -> !requirement.met())
            .toList();
    if (!missing.isEmpty()) {
      throw new UserException(
          "this machine cannot run the cluster yet:\n"
              + missing.stream()
                  .map(r -> "   " + r.name() + ": " + r.problem().orElse(""))
                  .collect(Collectors.joining("\n")));
    }
  }

  private static Requirement root() {
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    return new Requirement(
        "root",
        isRoot
            ? Optional.empty()
            : Optional.of("containers and packet rules need root; start it with sudo"));
  }

  private static Requirement program(Program program) {
    boolean found =
        Stream.concat(
                Arrays.stream(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":")),
                Stream.of("/usr/sbin", "/sbin"))
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, program.name())));
    return new Requirement(
        program.name(),
        found
            ? Optional.empty()
            : Optional.of("not found; install it: apt-get install " + program.debianPackage()));
  }

  private static Requirement cniPlugins() {
    boolean found =
        List.of("/usr/lib/cni", "/opt/cni/bin").stream()
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, "bridge")));
    return new Requirement(
        "CNI plugins",
        found
            ? Optional.empty()
            : Optional.of("not found; install them: apt-get install containernetworking-plugins"));
  }

  private static Requirement filesystem(String type, String name) throws IOException {
    boolean known =
        Files.readAllLines(Path.of("/proc/filesystems")).stream()
            .anyMatch(line -> line.strip().endsWith(type));
    return new Requirement(
        name,
        known
            ? Optional.empty()
            : Optional.of("the kernel does not know it; try: modprobe " + type));
  }

  private static Requirement cgroups() {
    boolean v2 = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
    boolean v1 = Files.isDirectory(Path.of("/sys/fs/cgroup/memory"));
    return new Requirement(
        "cgroups",
        v1 || v2
            ? Optional.empty()
            : Optional.of("neither version 2 nor 1 is mounted on /sys/fs/cgroup"));
  }

  /** The ports that a node of another machine's cluster wants for itself. */
  public static List<Integer> nodePorts() {
    return List.of(KUBELET_PORT, RoleProperties.NODE_MANAGEMENT_PORT);
  }

  /** The ports that a cluster with these options wants for itself. */
  public static List<Integer> ports(ClusterOptions options) {
    return List.of(options.apiPort(), KUBELET_PORT, ClusterDns.PORT);
  }

  /** Whether something else listens on a port that the cluster wants. */
  public static Requirement portFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return new Requirement("port " + port, Optional.empty());
    } catch (IOException e) {
      return new Requirement(
          "port " + port,
          Optional.of(
              "another program listens there; find it with: ss -ltnp 'sport = :" + port + "'"));
    }
  }
}
