package io.navarch.node.cgroup;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The kernel's tree of control groups, whichever version it is: several hierarchies side by side
 * (v1), or one (v2). Paths are the groups' own, such as {@code /kubepods/burstable}.
 */
final class CgroupTree {
  private static final List<String> CONTROLLERS_V2 =
      List.of("cpu", "cpuset", "memory", "pids", "io", "hugetlb");

  private final Path root;
  private final boolean unified;

  CgroupTree(Path root) {
    this.root = root;
    this.unified = Files.exists(root.resolve("cgroup.controllers"));
  }

  boolean unified() {
    return unified;
  }

  /**
   * A group's directories: one, or one in each hierarchy. The runtime makes groups in all of them,
   * one without controllers included.
   */
  List<Path> directories(String group) throws IOException {
    String relative = group.startsWith("/") ? group.substring(1) : group;
    if (unified) {
      return List.of(root.resolve(relative));
    }
    try (Stream<Path> hierarchies = Files.list(root)) {
      return hierarchies
          .filter(hierarchy -> Files.isDirectory(hierarchy, LinkOption.NOFOLLOW_LINKS))
          .map(hierarchy -> hierarchy.resolve(relative))
          .toList();
    }
  }

  void create(String group) throws IOException {
    for (Path directory : directories(group)) {
      if (Files.notExists(directory)) {
        makeWithParents(directory);
      }
    }
  }

  private void makeWithParents(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null && Files.notExists(parent)) {
      makeWithParents(parent);
    }
    Files.createDirectories(directory);
    if (unified) {
      enableControllers(parent == null ? root : parent);
    } else if (parent != null && directory.startsWith(root.resolve("cpuset"))) {
      copyIfEmpty(parent, directory, "cpuset.cpus");
      copyIfEmpty(parent, directory, "cpuset.mems");
    }
  }

  private void enableControllers(Path parent) throws IOException {
    List<String> available =
        List.of(Files.readString(root.resolve("cgroup.controllers")).trim().split(" "));
    for (String controller : CONTROLLERS_V2) {
      if (available.contains(controller)) {
        write(parent.resolve("cgroup.subtree_control"), "+" + controller);
      }
    }
  }

  private static void copyIfEmpty(Path parent, Path child, String file) throws IOException {
    if (Files.readString(child.resolve(file)).isBlank()) {
      write(child.resolve(file), Files.readString(parent.resolve(file)).trim());
    }
  }

  void setCpuShares(String group, long shares) throws IOException {
    if (unified) {
      long weight = 1 + (shares - 2) * 9999 / 262142;
      write(file("cpu", group, "cpu.weight"), Long.toString(weight));
    } else {
      write(file("cpu", group, "cpu.shares"), Long.toString(shares));
    }
  }

  void setCpuQuota(String group, long quotaMicros, long periodMicros) throws IOException {
    if (unified) {
      write(file("cpu", group, "cpu.max"), quotaMicros + " " + periodMicros);
    } else {
      write(file("cpu", group, "cpu.cfs_period_us"), Long.toString(periodMicros));
      write(file("cpu", group, "cpu.cfs_quota_us"), Long.toString(quotaMicros));
    }
  }

  void setMemoryLimit(String group, BigDecimal bytes) throws IOException {
    String name = unified ? "memory.max" : "memory.limit_in_bytes";
    write(file("memory", group, name), bytes.toBigInteger().toString());
  }

  /** The CFS quota that a group has, as if the longest one where it has none. */
  long cpuQuota(String group) throws IOException {
    String text =
        unified
            ? read(file("cpu", group, "cpu.max")).split(" ", -1)[0]
            : read(file("cpu", group, "cpu.cfs_quota_us"));
    return text.isEmpty() || text.equals("max") || text.startsWith("-")
        ? Long.MAX_VALUE
        : Long.parseLong(text);
  }

  /** The memory limit that a group has, as if the highest one where it has none. */
  BigDecimal memoryLimit(String group) throws IOException {
    String name = unified ? "memory.max" : "memory.limit_in_bytes";
    String text = read(file("memory", group, name));
    return text.isEmpty() || text.equals("max")
        ? BigDecimal.valueOf(Long.MAX_VALUE)
        : new BigDecimal(text);
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).getFirst().trim() : "";
  }

  private Path file(String controller, String group, String name) {
    String relative = group.startsWith("/") ? group.substring(1) : group;
    return (unified ? root : root.resolve(controller)).resolve(relative).resolve(name);
  }

  private static void write(Path file, String value) throws IOException {
    if (Files.exists(file)) {
      Files.writeString(file, value);
    }
  }

  /** Kills what is left in a group and below it, and removes it. */
  void remove(String group) throws IOException {
    for (Path directory : directories(group)) {
      if (Files.isDirectory(directory)) {
        removeBelow(directory);
      }
    }
  }

  private static void removeBelow(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : children.filter(Files::isDirectory).toList()) {
        removeBelow(child);
      }
    }
    for (String pid : Files.readAllLines(directory.resolve("cgroup.procs"))) {
      ProcessHandle.of(Long.parseLong(pid.trim())).ifPresent(ProcessHandle::destroyForcibly);
    }
    Files.deleteIfExists(directory);
  }

  /** Removes a group where nothing is in it. */
  void removeIfEmpty(String group) throws IOException {
    for (Path directory : directories(group)) {
      if (Files.isDirectory(directory) && isEmpty(directory)) {
        Files.deleteIfExists(directory);
      }
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.noneMatch(Files::isDirectory)
          && Files.readAllLines(directory.resolve("cgroup.procs")).isEmpty();
    }
  }

  /** Names of the groups directly below one, whichever hierarchy they are in. */
  Set<String> children(String group) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path directory : directories(group)) {
      if (Files.isDirectory(directory)) {
        try (Stream<Path> entries = Files.list(directory)) {
          entries
              .filter(Files::isDirectory)
              .forEach(child -> names.add(child.getFileName().toString()));
        }
      }
    }
    return names;
  }
}
