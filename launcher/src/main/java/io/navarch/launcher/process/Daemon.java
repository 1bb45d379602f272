package io.navarch.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A background process that outlives the launcher: remembered by a file with its pid and start
 * time, so that a pid used again by another program is never taken for it.
 *
 * @param name the role, such as {@code scheduler}
 * @param pidFile where pid and start time are kept
 * @param logFile what the process prints
 */
public record Daemon(String name, Path pidFile, Path logFile) {

  /** Starts the process in a session of its own; does nothing if it runs already. */
  public ProcessHandle start(List<String> words, Map<String, String> environment)
      throws IOException {
    Optional<ProcessHandle> running = running();
    if (running.isPresent()) {
      return running.get();
    }
    Files.createDirectories(pidFile.getParent());
    Files.createDirectories(logFile.getParent());
    List<String> detached = new java.util.ArrayList<>(List.of("setsid", "--"));
    detached.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(detached)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
    builder.environment().putAll(environment);
    ProcessHandle handle = builder.start().toHandle();
    Files.writeString(pidFile, handle.pid() + " " + startOf(handle) + "\n");
    return handle;
  }

  /** The process, if it still runs. */
  public Optional<ProcessHandle> running() {
    try {
      String[] parts = Files.readString(pidFile).strip().split(" ");
      long pid = Long.parseLong(parts[0]);
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(handle -> parts.length < 2 || startOf(handle).equals(parts[1]));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * The process's start in clock ticks since boot, which a later process of the same pid cannot
   * share.
   */
  private static String startOf(ProcessHandle handle) {
    try {
      String stat = Files.readString(Path.of("/proc/" + handle.pid() + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    } catch (IOException e) {
      return "gone";
    }
  }

  /** Asks it to end, and after the grace period makes it end. Returns whether it was running. */
  public boolean stop(Duration grace) throws IOException {
    Optional<ProcessHandle> running = running();
    if (running.isPresent()) {
      ProcessHandle handle = running.get();
      handle.destroy();
      try {
        handle.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
      } catch (java.util.concurrent.TimeoutException e) {
        handle.destroyForcibly();
        handle.onExit().join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IOException("cannot wait for " + name, e);
      }
    }
    Files.deleteIfExists(pidFile);
    return running.isPresent();
  }

  /** The last lines of its log, for an explanation. */
  public List<String> lastLogLines(int count) {
    try (var lines = Files.lines(logFile)) {
      List<String> all = lines.toList();
      return all.subList(Math.max(0, all.size() - count), all.size());
    } catch (IOException | java.io.UncheckedIOException e) {
      return List.of();
    }
  }
}
