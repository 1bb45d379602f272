package io.navarch.launcher.cluster;

import io.navarch.launcher.host.FileTree;
import io.navarch.launcher.process.CommandFailedException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Makes the start-up cache of each long-lived process: starts it once as the cluster would, in a
 * scratch directory, and keeps what the virtual machine learnt. The control plane runs until it is
 * ready, on a port of its own. The node, which would need containerd, runs until it has registered;
 * as it writes packet rules, it does so only in a network of its own, and elsewhere it stops when
 * its Spring context is up. The run that makes them can be the training run of the launcher itself,
 * since it does what {@code up} does.
 */
public final class AotCaches {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Distribution distribution;
  private final ClusterLayout layout;
  private final ClusterOptions options;
  private final InstantSource clock;

  private AotCaches(
      Distribution distribution,
      ClusterLayout layout,
      ClusterOptions options,
      InstantSource clock) {
    this.distribution = distribution;
    this.layout = layout;
    this.options = options;
    this.clock = clock;
  }

  /**
   * Makes all of them.
   *
   * @param ownNetwork whether this process has a network namespace to itself
   */
  public static void make(boolean ownNetwork) throws Exception {
    Path scratch = Files.createTempDirectory("navarch-aot");
    try {
      ClusterLayout layout = new ClusterLayout(scratch);
      ClusterOptions options =
          new ClusterOptions(
              "embedded",
              false,
              "",
              "/",
              "aot",
              "127.0.0.1",
              freePort(),
              "10.244.0.0/16",
              "10.96.0.0/16",
              "10.96.0.10");
      InstantSource clock = InstantSource.system();
      ClusterPkiFiles.ensure(layout, options, clock);
      AotCaches caches = new AotCaches(Distribution.current(), layout, options, clock);
      caches.train(ownNetwork);
    } finally {
      FileTree.delete(scratch);
    }
  }

  private void train(boolean ownNetwork) throws IOException, InterruptedException {
    Process controlPlane = start(Role.STANDALONE, List.of());
    try (AdminClient admin = AdminClient.of(layout)) {
      await(controlPlane, admin::apiIsReady);
      Demo demo = new Demo(admin.client());
      demo.deploy();
      if (ownNetwork) {
        Process node = start(Role.NODE, List.of());
        await(node, () -> demo.nodeIsThere(options.nodeName()));
        node.destroy();
        finish(Role.NODE, node);
      } else {
        finish(Role.NODE, start(Role.NODE, List.of("-Dspring.context.exit=onRefresh")));
      }
    }
    controlPlane.destroy();
    finish(Role.STANDALONE, controlPlane);
  }

  private void await(Process process, BooleanSupplier condition) throws InterruptedException {
    Instant end = clock.instant().plus(LIMIT);
    while (process.isAlive() && !condition.getAsBoolean() && clock.instant().isBefore(end)) {
      Thread.sleep(50);
    }
  }

  private Process start(Role role, List<String> flags) throws IOException {
    Path cache = distribution.aotCache(role);
    Files.createDirectories(cache.getParent());
    Files.deleteIfExists(cache);
    Path configuration = new RoleProperties(layout, options).write(role);
    List<String> words = new ArrayList<>(distribution.command(role, configuration));
    words.add(1, "-XX:AOTCacheOutput=" + cache);
    words.addAll(2, flags);
    words.add("--server.port=0");
    return new ProcessBuilder(words).inheritIO().start();
  }

  private void finish(Role role, Process process) throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new CommandFailedException(
          "the training run of " + role.roleName() + " did not end", null);
    }
    if (!Files.exists(distribution.aotCache(role))) {
      throw new CommandFailedException(
          "the training run of " + role.roleName() + " left no cache", null);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
