package io.navarch.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A cluster on this machine, started and stopped by the launcher as a user does it. */
final class TestCluster implements AutoCloseable {
  private static final Path ROOT =
      Path.of(System.getProperty("user.dir")).resolve("..").normalize();
  private static final Duration UP = Duration.ofMinutes(4);

  private final Path dataDir;
  private final List<String> upOptions;

  private TestCluster(Path dataDir, List<String> upOptions) {
    this.dataDir = dataDir;
    this.upOptions = upOptions;
  }

  /** Starts one; skips the test with a reason on a machine where no node can run. */
  static TestCluster up(String... options) throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "skipped: containers and packet rules need root");
    TestCluster cluster =
        new TestCluster(Files.createTempDirectory("navarch-e2e"), List.of(options));
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
    List<String> all = new ArrayList<>(List.of(ROOT.resolve("navarch").toString()));
    all.addAll(words);
    all.addAll(List.of("--data-dir", dataDir.toString()));
    return Shell.run(limit, all);
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

  @Override
  public void close() {
    down("--delete");
  }
}
