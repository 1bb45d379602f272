package io.navarch.launcher.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end and keeps what it printed. */
public final class Command {

  /** How it ended; {@code output} is stdout and stderr as they came. */
  public record Result(int exitCode, String output) {
    public boolean succeeded() {
      return exitCode == 0;
    }
  }

  private Command() {}

  /**
   * @throws CommandFailedException if it cannot be started or does not end in time
   */
  public static Result run(Duration limit, List<String> words) {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      StringBuilder output = new StringBuilder();
      Thread reader =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      output.append(
                          new String(
                              process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                    } catch (IOException e) {
                      output.append(e.getMessage());
                    }
                  });
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new CommandFailedException(
            String.join(" ", words) + " did not end within " + limit.toSeconds() + " s", null);
      }
      reader.join();
      return new Result(process.exitValue(), output.toString());
    } catch (IOException e) {
      throw new CommandFailedException("cannot run " + words.getFirst() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException(String.join(" ", words) + " was interrupted", e);
    }
  }

  public static Result run(String... words) {
    return run(Duration.ofSeconds(60), List.of(words));
  }

  /** Runs it and throws what it printed if it fails. */
  public static String require(String... words) {
    Result result = run(words);
    if (!result.succeeded()) {
      throw new CommandFailedException(
          String.join(" ", words)
              + " failed ("
              + result.exitCode()
              + "): "
              + result.output().strip(),
          null);
    }
    return result.output();
  }
}
