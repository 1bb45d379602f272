package io.navarch.e2e;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An unmodified kubectl with a cluster's kubeconfig. */
record Kubectl(Path program, Path kubeconfig) {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Runs it and returns what it printed; fails the test if kubectl fails. */
  String run(String... words) {
    return tryRun(words).mustSucceed();
  }

  Shell.Result tryRun(String... words) {
    return withInput("", words);
  }

  /** Runs it with something on its standard input, such as a manifest. */
  Shell.Result withInput(String stdin, String... words) {
    return Shell.run(LIMIT, command(words), environment(), stdin);
  }

  /** Runs it on a terminal of its own, as somebody at a keyboard does. */
  Shell.Result onTerminal(int rows, int columns, String... words) {
    String quoted =
        command(words).stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    String onTerminal = "stty rows %d cols %d; exec %s".formatted(rows, columns, quoted);
    return Shell.run(LIMIT, List.of("script", "-qec", onTerminal, "/dev/null"), environment(), "");
  }

  String apply(String manifest) {
    return withInput(manifest, "apply", "-f", "-").mustSucceed();
  }

  /** Creates a namespace in which pods can start at once: its service account is there. */
  void createNamespace(String name) {
    run("create", "namespace", name);
    await()
        .atMost(LIMIT)
        .until(() -> tryRun("get", "serviceaccount", "default", "-n", name).exitCode() == 0);
  }

  /** Runs it with an editor that changes the file by a sed expression. */
  Shell.Result edit(String sedExpression, String... words) {
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("KUBE_EDITOR", "sed -i '" + sedExpression + "'");
    return Shell.run(LIMIT, command(words), environment, "");
  }

  private List<String> command(String... words) {
    List<String> all = new ArrayList<>(List.of(program.toString()));
    all.addAll(List.of(words));
    return all;
  }

  private Map<String, String> environment() {
    return Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", kubeconfig.getParent().toString());
  }

  /** Starts it and goes on; for watches, followed logs and port-forwards. */
  Running start(String... words) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command(words)).redirectErrorStream(true);
      builder.environment().putAll(environment());
      return new Running(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A kubectl in the background with the lines that it has printed so far. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    Running(Process process) {
      this.process = process;
      Thread.ofVirtual().start(this::collect);
    }

    private void collect() {
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.add(line);
        }
      } catch (IOException e) {
        lines.add("(stream ended: " + e.getMessage() + ")");
      }
    }

    List<String> lines() {
      synchronized (lines) {
        return List.copyOf(lines);
      }
    }

    boolean isRunning() {
      return process.isAlive();
    }

    @Override
    public void close() {
      process.destroy();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
