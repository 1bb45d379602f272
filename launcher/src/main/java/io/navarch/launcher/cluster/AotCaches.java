package io.navarch.launcher.cluster;

import io.navarch.launcher.host.FileTree;
import io.navarch.launcher.process.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the start-up cache of each long-lived process: starts it once as the cluster would, in a
 * scratch directory, lets it end when its Spring context is up, and keeps what the virtual machine
 * learnt.
 */
public final class AotCaches {
  private static final List<Role> ROLES = List.of(Role.STANDALONE, Role.NODE);
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private AotCaches() {}

  public static void main(String[] arguments) throws Exception {
    Distribution distribution = Distribution.current();
    Path scratch = Files.createTempDirectory("navarch-aot");
    try {
      ClusterLayout layout = new ClusterLayout(scratch);
      ClusterOptions options =
          new ClusterOptions(
              "embedded",
              false,
              "",
              "aot",
              "127.0.0.1",
              0,
              "10.244.0.0/16",
              "10.96.0.0/16",
              "10.96.0.10");
      ClusterPkiFiles.ensure(layout, options, InstantSource.system());
      for (Role role : ROLES) {
        make(distribution, layout, options, role);
      }
    } finally {
      FileTree.delete(scratch);
    }
  }

  private static void make(
      Distribution distribution, ClusterLayout layout, ClusterOptions options, Role role)
      throws IOException, InterruptedException {
    Path cache = distribution.aotCache(role);
    Files.createDirectories(cache.getParent());
    Files.deleteIfExists(cache);
    Path configuration = new RoleProperties(layout, options).write(role);
    List<String> words = new ArrayList<>(distribution.command(role, configuration));
    words.add(1, "-XX:AOTCacheOutput=" + cache);
    words.add(2, "-Dspring.context.exit=onRefresh");
    words.add("--server.port=0");
    Process process = new ProcessBuilder(words).inheritIO().start();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new CommandFailedException(
          "the training run of " + role.roleName() + " did not end", null);
    }
    if (!Files.exists(cache)) {
      throw new CommandFailedException(
          "the training run of " + role.roleName() + " left no cache", null);
    }
  }
}
