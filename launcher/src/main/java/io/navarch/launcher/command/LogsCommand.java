package io.navarch.launcher.command;

import io.navarch.launcher.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a role's process printed. */
@Command(
    name = "logs",
    description = "Show the log of a role; without a role, say which there are.",
    mixinStandardHelpOptions = true)
public final class LogsCommand implements Callable<Integer> {
  @Mixin private final DataDirectory data = new DataDirectory();

  @Parameters(arity = "0..1", paramLabel = "<role>", description = "scheduler, controller, ...")
  private @Nullable String role;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what comes.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      defaultValue = "200",
      description = "The last lines to show (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> present = present();
    if (role == null) {
      present.forEach(System.out::println);
      return 0;
    }
    Process tail =
        new ProcessBuilder(
                follow
                    ? List.of(
                        "tail", "-n", Integer.toString(lines), "-F", file(role, present).toString())
                    : List.of(
                        "tail", "-n", Integer.toString(lines), file(role, present).toString()))
            .inheritIO()
            .start();
    return tail.waitFor();
  }

  /** A role inside a shared process logs where that process logs. */
  private Path file(String wanted, List<String> present) {
    String name =
        present.contains(wanted)
            ? wanted
            : switch (wanted) {
              case "scheduler", "controller", "api-gateway", "state-store" -> "control-plane";
              case "node-agent", "network-proxy", "dns" -> "node";
              default -> wanted;
            };
    if (!present.contains(name)) {
      throw new UserException(
          "There is no log of " + wanted + "; there are: " + String.join(", ", present));
    }
    return data.layout().logs().resolve(name + ".log");
  }

  private List<String> present() throws IOException {
    if (!Files.isDirectory(data.layout().logs())) {
      return List.of();
    }
    try (var files = Files.list(data.layout().logs())) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".log"))
          .map(n -> n.substring(0, n.length() - ".log".length()))
          .sorted()
          .toList();
    }
  }
}
