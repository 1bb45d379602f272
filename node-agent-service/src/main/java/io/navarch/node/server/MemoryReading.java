package io.navarch.node.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's own count of the machine's memory and processor time. */
final class MemoryReading {
  private static final long TICK_NANOS = 10_000_000;

  private MemoryReading() {}

  static long totalBytes() {
    return kib("MemTotal:") * 1024;
  }

  static long freeBytes() {
    return kib("MemFree:") * 1024;
  }

  static long availableBytes() {
    return kib("MemAvailable:") * 1024;
  }

  private static long kib(String name) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  /** Time that all processors together were busy since boot. */
  static long cpuNanos() {
    try {
      String[] words = Files.readAllLines(Path.of("/proc/stat")).getFirst().trim().split("\\s+");
      long busy = 0;
      for (int i = 1; i < words.length && i <= 8; i++) {
        if (i != 4 && i != 5) {
          busy += Long.parseLong(words[i]);
        }
      }
      return busy * TICK_NANOS;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
