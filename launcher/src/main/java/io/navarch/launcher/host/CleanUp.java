package io.navarch.launcher.host;

import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.launcher.process.Command;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Takes back what a stopped cluster left in the kernel: mounts, packet rules, links and routes. */
public final class CleanUp {
  private static final String BRIDGE = "navarch0";

  private final ClusterLayout layout;

  public CleanUp(ClusterLayout layout) {
    this.layout = layout;
  }

  /** Does everything that it can and returns what it could not do. */
  public List<String> run() throws IOException {
    List<String> problems = new ArrayList<>();
    problems.addAll(endShims());
    problems.addAll(unmount());
    removeTables();
    HostPortRules.removeUnused();
    removeLinks();
    removeRoutes();
    return problems;
  }

  /** Shims that outlived their containerd, known by our socket in their arguments. */
  private List<String> endShims() throws IOException {
    String socket = layout.containerdSocket().toString();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Path commandLine = Path.of("/proc/" + process.pid() + "/cmdline");
      String words;
      try {
        words = Files.readString(commandLine).replace('\0', ' ');
      } catch (IOException e) {
        continue;
      }
      if (words.contains("containerd-shim") && words.contains("-address " + socket)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
      }
    }
    return List.of();
  }

  private List<String> unmount() throws IOException {
    String below = layout.data() + "/";
    List<String> points =
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
            .map(line -> line.split(" ")[4].replace("\\040", " "))
            .filter(point -> point.startsWith(below))
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    List<String> problems = new ArrayList<>();
    for (String point : points) {
      if (!Command.run("umount", point).succeeded()
          && !Command.run("umount", "-l", point).succeeded()) {
        problems.add("could not unmount " + point);
      }
    }
    return problems;
  }

  private static void removeTables() {
    for (String line : Command.run("nft", "list", "tables").output().lines().toList()) {
      String[] words = line.split(" ");
      if (words.length == 3 && words[2].startsWith("navarch")) {
        Command.run("nft", "delete", "table", words[1], words[2]);
      }
    }
  }

  private static void removeLinks() throws IOException {
    if (NetworkInterface.getByName(BRIDGE) != null) {
      Command.run("ip", "link", "delete", BRIDGE);
    }
  }

  /** Routes of ours bear protocol number 110. */
  private static void removeRoutes() {
    Command.run("ip", "route", "flush", "proto", "110");
    Command.run("ip", "-6", "route", "flush", "proto", "110");
  }
}
