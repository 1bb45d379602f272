package io.navarch.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A background process that outlives the launcher: remembered by a file with its pid and start
 * time, so that a pid used again by another program is never taken for it.
 *
 * @param name the role, such as {@code scheduler}
 * @param pidFile where pid and start time are kept
 * @param logFile what the process prints
 */
public record Daemon(String name, Path pidFile, Path logFile) {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration KILLED = Duration.ofSeconds(10);
  private static final int STATE = 0;
  private static final int START = 19;

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
          .filter(Daemon::isAlive)
          .filter(handle -> parts.length < 2 || startOf(handle).equals(parts[1]));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** One that has ended and whose parent has not asked how is not alive, whatever the JDK says. */
  private static boolean isAlive(ProcessHandle handle) {
    return handle.isAlive() && !"Z".equals(stat(handle, STATE));
  }

  /**
   * The process's start in clock ticks since boot, which a later process of the same pid cannot
   * share.
   */
  private static String startOf(ProcessHandle handle) {
    return stat(handle, START);
  }

  /** A field of proc(5)'s {@code stat}, counted from the state; {@code gone} without a process. */
  private static String stat(ProcessHandle handle, int field) {
    try {
      String stat = Files.readString(Path.of("/proc/" + handle.pid() + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[field];
    } catch (IOException e) {
      return "gone";
    }
  }

  /** Asks it to end, without waiting for it. */
  public void askToEnd() {
    running().ifPresent(ProcessHandle::destroy);
  }

  /** Asks it to end, and after the grace period makes it end. Returns whether it was running. */
  public boolean stop(Duration grace) throws IOException {
    Optional<ProcessHandle> running = running();
    if (running.isPresent()) {
      ProcessHandle handle = running.get();
      handle.destroy();
      if (!endsWithin(handle, grace)) {
        handle.destroyForcibly();
        endsWithin(handle, KILLED);
      }
    }
    Files.deleteIfExists(pidFile);
    return running.isPresent();
  }

  /** {@link ProcessHandle#onExit} looks at a process that is no child only every 0.3 s and more. */
  private static boolean endsWithin(ProcessHandle handle, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (isAlive(handle)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return true;
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
