package io.navarch.node.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a container's log as its user wrote it, from a point in it, and further as it grows. */
public final class LogReader {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int BUFFER_BYTES = 32 * 1024;

  private final Path file;
  private final Options options;
  private long left;

  /**
   * What part of a log is wanted.
   *
   * @param tailLines how many last lines, or null for all
   * @param limitBytes how many bytes at most, or null
   * @param since lines from then on, or null
   * @param timestamps whether each line begins with its time
   * @param follow whether to wait for more
   * @param stream {@code stdout} or {@code stderr}, or null for both
   */
  public record Options(
      @Nullable Long tailLines,
      @Nullable Long limitBytes,
      @Nullable Instant since,
      boolean timestamps,
      boolean follow,
      @Nullable String stream) {}

  /** Takes the text; throws when nobody listens any more. */
  public interface Sink {
    void write(byte[] bytes) throws IOException;

    void flush() throws IOException;
  }

  public LogReader(Path file, Options options) {
    this.file = file;
    this.options = options;
    this.left = options.limitBytes() == null ? Long.MAX_VALUE : options.limitBytes();
  }

  /**
   * Copies the log to the sink; with {@code follow} until {@code ended} and all is read.
   *
   * @param ended whether the container has stopped, so that nothing more will come
   */
  public void copy(Sink sink, BooleanSupplier ended) throws IOException, InterruptedException {
    RandomAccessFile log = open(ended);
    if (log == null) {
      return;
    }
    try {
      if (options.tailLines() != null) {
        log.seek(tailStart(log, options.tailLines()));
      }
      LineBuffer lines = new LineBuffer();
      while (left > 0) {
        boolean wasEnded = ended.getAsBoolean();
        if (drain(log, lines, sink)) {
          continue;
        }
        sink.flush();
        if (!options.follow()) {
          return;
        }
        RandomAccessFile rotated = reopenIfRotated(log);
        if (rotated != null) {
          drain(log, lines, sink);
          log.close();
          log = rotated;
        } else if (wasEnded) {
          return;
        } else {
          Thread.sleep(POLL);
        }
      }
    } finally {
      log.close();
    }
  }

  /** Opens the log, waiting for it when it is followed and the container may still make it. */
  private @Nullable RandomAccessFile open(BooleanSupplier ended)
      throws IOException, InterruptedException {
    while (Files.notExists(file)) {
      if (!options.follow() || ended.getAsBoolean()) {
        return null;
      }
      Thread.sleep(POLL);
    }
    return new RandomAccessFile(file.toFile(), "r");
  }

  private @Nullable RandomAccessFile reopenIfRotated(RandomAccessFile log) throws IOException {
    if (Files.exists(file) && Files.size(file) < log.getFilePointer()) {
      return new RandomAccessFile(file.toFile(), "r");
    }
    return null;
  }

  private boolean drain(RandomAccessFile log, LineBuffer lines, Sink sink) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    int n = log.read(buffer);
    if (n <= 0) {
      return false;
    }
    lines.add(buffer, n);
    byte[] line;
    while (left > 0 && (line = lines.next()) != null) {
      emit(line, sink);
    }
    return true;
  }

  /**
   * One line of the log: time, stream, tag, text; the tag P marks a line that goes on in the next.
   */
  private void emit(byte[] line, Sink sink) throws IOException {
    int afterTime = indexOf(line, 0);
    int afterStream = afterTime < 0 ? -1 : indexOf(line, afterTime + 1);
    int afterTag = afterStream < 0 ? -1 : indexOf(line, afterStream + 1);
    if (afterTag < 0) {
      return;
    }
    String time = new String(line, 0, afterTime, StandardCharsets.US_ASCII);
    String stream =
        new String(line, afterTime + 1, afterStream - afterTime - 1, StandardCharsets.US_ASCII);
    if ((options.stream() != null && !options.stream().equals(stream)) || before(time)) {
      return;
    }
    boolean partial = line[afterStream + 1] == 'P';
    int length = line.length - afterTag - 1;
    byte[] prefix =
        options.timestamps() ? (time + " ").getBytes(StandardCharsets.US_ASCII) : new byte[0];
    byte[] out = new byte[prefix.length + length + (partial ? 0 : 1)];
    System.arraycopy(prefix, 0, out, 0, prefix.length);
    System.arraycopy(line, afterTag + 1, out, prefix.length, length);
    if (!partial) {
      out[out.length - 1] = '\n';
    }
    if (out.length > left) {
      byte[] cut = new byte[(int) left];
      System.arraycopy(out, 0, cut, 0, cut.length);
      out = cut;
    }
    left -= out.length;
    sink.write(out);
  }

  private boolean before(String time) {
    if (options.since() == null) {
      return false;
    }
    try {
      return Instant.parse(time).isBefore(options.since());
    } catch (DateTimeParseException e) {
      return java.time.OffsetDateTime.parse(time).toInstant().isBefore(options.since());
    }
  }

  private static int indexOf(byte[] line, int from) {
    for (int i = from; i < line.length; i++) {
      if (line[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  /** Where the last {@code lines} lines begin. */
  private static long tailStart(RandomAccessFile log, long lines) throws IOException {
    long end = log.length();
    if (lines <= 0) {
      return end;
    }
    long found = 0;
    long position = end;
    byte[] buffer = new byte[BUFFER_BYTES];
    while (position > 0) {
      int size = (int) Math.min(buffer.length, position);
      position -= size;
      log.seek(position);
      log.readFully(buffer, 0, size);
      for (int i = size - 1; i >= 0; i--) {
        boolean last = position + i == end - 1;
        if (buffer[i] == '\n' && !last && ++found == lines) {
          return position + i + 1;
        }
      }
    }
    return 0;
  }

  /** Cuts a stream of bytes into lines. */
  private static final class LineBuffer {
    private byte[] bytes = new byte[BUFFER_BYTES];
    private int start;
    private int end;

    void add(byte[] more, int count) {
      if (end + count > bytes.length) {
        byte[] larger = new byte[Math.max(bytes.length, end - start + count)];
        System.arraycopy(bytes, start, larger, 0, end - start);
        bytes = larger;
        end -= start;
        start = 0;
      }
      System.arraycopy(more, 0, bytes, end, count);
      end += count;
    }

    byte @Nullable [] next() {
      for (int i = start; i < end; i++) {
        if (bytes[i] == '\n') {
          byte[] line = new byte[i - start];
          System.arraycopy(bytes, start, line, 0, line.length);
          start = i + 1;
          return line;
        }
      }
      return null;
    }
  }
}
