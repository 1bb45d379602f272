package io.navarch.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An unmodified helm with a cluster's kubeconfig. */
record Helm(Path program, Path kubeconfig) {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Runs it and returns what it printed; fails the test if helm fails. */
  String run(String... words) {
    return tryRun(words).mustSucceed();
  }

  Shell.Result tryRun(String... words) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    String home = kubeconfig.getParent().toString();
    return Shell.run(LIMIT, command, Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", home), "");
  }
}
