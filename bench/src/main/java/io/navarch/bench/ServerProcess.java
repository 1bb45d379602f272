package io.navarch.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A server process on this machine, whose CPU time and memory the kernel tells.
 *
 * @param name what reports call it
 */
record ServerProcess(String name, long pid) {
  /** The kernel counts CPU time for processes in hundredths of a second, on all platforms. */
  private static final long MICROS_PER_TICK = 10_000;

  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  /**
   * @param text {@code name=pid} or a pid
   */
  static ServerProcess parse(String text) {
    int equals = text.indexOf('=');
    String pid = text.substring(equals + 1);
    try {
      return new ServerProcess(equals < 0 ? pid : text.substring(0, equals), Long.parseLong(pid));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a process id: " + pid, e);
    }
  }

  /** User and system time since the process began, in microseconds. */
  long cpuMicros() {
    return cpuMicros(read("stat"));
  }

  static long cpuMicros(String stat) {
    // The program's name, in parentheses, may hold blanks and parentheses itself.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
        * MICROS_PER_TICK;
  }

  /** Resident memory in KiB. */
  long residentKib() {
    return residentKib(read("status"));
  }

  static long residentKib(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
        .findFirst()
        .orElse(0);
  }

  private String read(String file) {
    try {
      byte[] bytes = Files.newInputStream(Path.of("/proc/" + pid + "/" + file)).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " (" + name + ") cannot be read", e);
    }
  }

  static long cpuMicros(List<ServerProcess> processes) {
    return processes.stream().mapToLong(ServerProcess::cpuMicros).sum();
  }
}
