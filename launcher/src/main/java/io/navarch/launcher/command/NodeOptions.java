package io.navarch.launcher.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said about this machine as a node; null where nothing was said. */
final class NodeOptions {
  @Option(
      names = "--node-name",
      paramLabel = "<name>",
      description = "The node's name (default: the host's).")
  @Nullable String name;

  @Option(
      names = "--node-ip",
      paramLabel = "<ip>",
      description = "The address that this node is reached at.")
  @Nullable String ip;

  @Option(
      names = "--cri-socket",
      paramLabel = "<socket>",
      description = "Use a running containerd instead of one of our own.")
  @Nullable String criSocket;

  @Option(
      names = "--cgroup-root",
      paramLabel = "<group>",
      description = "The control group below which pods run (default: /).")
  @Nullable String cgroupRoot;
}
