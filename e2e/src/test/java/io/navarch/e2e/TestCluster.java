package io.navarch.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cluster on this machine, started and stopped by the launcher as a user does it. */
final class TestCluster implements AutoCloseable {
  private static final Path ROOT =
      Path.of(System.getProperty("user.dir")).resolve("..").normalize();
  private static final Duration UP = Duration.ofMinutes(4);

  static final String IMPOSSIBLE = "skipped: containers and packet rules need root";

  /** The one that {@link OnSharedCluster} classes use, while it runs. */
  private static @Nullable TestCluster shared;

  private final Path dataDir;
  private final List<String> upOptions;
  private final Map<String, String> environment;

  private TestCluster(Path dataDir, List<String> upOptions, Map<String, String> environment) {
    this.dataDir = dataDir;
    this.upOptions = upOptions;
    this.environment = environment;
  }

  /** Whether a node can run on this machine. */
  static boolean isPossible() {
    return "root".equals(System.getProperty("user.name"));
  }

  /**
   * Starts one; skips the test with a reason on a machine where no node can run. A machine has
   * ports for one cluster, so that the shared one is stopped.
   */
  static TestCluster up(String... options) throws IOException {
    return up(Map.of(), options);
  }

  /** The same with environment variables for its processes, as Spring Boot takes properties. */
  static TestCluster up(Map<String, String> environment, String... options) throws IOException {
    assumeTrue(isPossible(), IMPOSSIBLE);
    stopShared();
    return started(environment, options);
  }

  /** The cluster for all who do not need one to themselves; started when it is first asked for. */
  static synchronized TestCluster shared() {
    try {
      TestCluster cluster = shared == null ? started(Map.of()) : shared;
      shared = cluster;
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static synchronized void stopShared() {
    if (shared != null) {
      shared.close();
      shared = null;
    }
  }

  private static TestCluster started(Map<String, String> environment, String... options)
      throws IOException {
    TestCluster cluster =
        new TestCluster(Files.createTempDirectory("navarch-e2e"), List.of(options), environment);
    try {
      cluster.start();
    } catch (AssertionError e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /** Starts it, or goes on with it after {@link #down}. Returns what the launcher printed. */
  String start() {
    List<String> words = new ArrayList<>(List.of("up", "--no-demo"));
    words.addAll(upOptions);
    return navarch(UP, words).mustSucceed();
  }

  String down(String... options) {
    List<String> words = new ArrayList<>(List.of("down"));
    words.addAll(List.of(options));
    return navarch(Duration.ofMinutes(2), words).mustSucceed();
  }

  Shell.Result navarch(Duration limit, List<String> words) {
    List<String> all = new ArrayList<>(List.of(script()));
    all.addAll(words);
    all.addAll(List.of("--data-dir", dataDir.toString()));
    return Shell.run(limit, all, environment, "");
  }

  /** The launcher's script, for machines that are not this cluster's own. */
  static String script() {
    return ROOT.resolve("navarch").toString();
  }

  Path dataDir() {
    return dataDir;
  }

  Path kubeconfig() {
    String path = navarch(Duration.ofMinutes(1), List.of("kubeconfig")).mustSucceed().strip();
    return Path.of(path);
  }

  Kubectl kubectl() {
    return new Kubectl(Clients.kubectl(), kubeconfig());
  }

  /** One that works in a namespace of its own, which it creates. */
  Kubectl kubectl(String namespace) {
    try {
      Path folder = Files.createDirectories(dataDir.resolve("clients").resolve(namespace));
      Path config = Files.copy(kubeconfig(), folder.resolve("config"));
      Kubectl kubectl = new Kubectl(Clients.kubectl(), config);
      kubectl.run("config", "set-context", "--current", "--namespace=" + namespace);
      kubectl.createNamespace(namespace);
      return kubectl;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    down("--delete");
  }
}
