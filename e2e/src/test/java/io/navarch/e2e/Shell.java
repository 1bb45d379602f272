package io.navarch.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs and keeps what they print. */
final class Shell {

  /** How a program ended. */
  record Result(List<String> command, int exitCode, String stdout, String stderr) {
    String mustSucceed() {
      if (exitCode != 0) {
        throw new AssertionError(this.toString());
      }
      return stdout;
    }

    /** What it said on both streams, whether it failed or not. */
    String output() {
      return stdout + stderr;
    }

    /** What it said while failing; fails the test if it did not fail. */
    String mustFail() {
      if (exitCode == 0) {
        throw new AssertionError("expected a failure: " + this);
      }
      return stderr;
    }

    @Override
    public String toString() {
      return String.join(" ", command)
          + " ended with "
          + exitCode
          + "\n--- stdout\n"
          + stdout
          + "\n--- stderr\n"
          + stderr;
    }
  }

  private Shell() {}

  static Result run(Duration limit, List<String> command) {
    return run(limit, command, Map.of(), "");
  }

  static Result run(
      Duration limit, List<String> command, Map<String, String> environment, String stdin) {
    try {
      Path out = Files.createTempFile("e2e", ".out");
      Path err = Files.createTempFile("e2e", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
          in.write(stdin.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          // It ended before it read everything; its exit code says more.
        }
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.destroyForcibly().waitFor();
        }
        return new Result(
            command,
            ended ? process.exitValue() : -1,
            Files.readString(out),
            (ended ? "" : "did not end within " + limit.toSeconds() + " s\n")
                + Files.readString(err));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
