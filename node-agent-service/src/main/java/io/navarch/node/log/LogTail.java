package io.navarch.node.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The end of a container's log, without the runtime's own marks on each line. */
public final class LogTail {
  private static final int WINDOW_BYTES = 64 * 1024;

  private LogTail() {}

  /**
   * At most {@code lines} last lines, cut at the front to {@code bytes}; empty when the log cannot
   * be read.
   */
  public static String text(Path log, int lines, int bytes) {
    byte[] end;
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - WINDOW_BYTES);
      file.seek(from);
      end = new byte[(int) (file.length() - from)];
      file.readFully(end);
    } catch (IOException e) {
      return "";
    }
    Deque<String> kept = new ArrayDeque<>();
    for (String line : new String(end, StandardCharsets.UTF_8).split("\n")) {
      String[] parts = line.split(" ", 4);
      if (parts.length == 4) {
        kept.addLast(parts[2].startsWith("F") ? parts[3] + "\n" : parts[3]);
        if (kept.size() > lines) {
          kept.removeFirst();
        }
      }
    }
    byte[] text = String.join("", kept).getBytes(StandardCharsets.UTF_8);
    int start = Math.max(0, text.length - bytes);
    return new String(text, start, text.length - start, StandardCharsets.UTF_8);
  }
}
