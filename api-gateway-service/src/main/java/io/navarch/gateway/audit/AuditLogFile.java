package io.navarch.gateway.audit;

import io.micrometer.core.instrument.Counter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of events, one a line, readable by its owner only. When it has its full size it is renamed
 * with the time, {@code audit-2026-01-31T12-00-00.000.log}, and old ones are removed.
 */
final class AuditLogFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditLogFile.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);

  private final Path file;
  private final Rotation rotation;
  private final InstantSource clock;
  private final Counter lost;
  private @Nullable OutputStream out;
  private long size;

  /**
   * @param maxBytes of one file
   * @param maxAge of a rotated file; zero for any
   * @param maxBackups rotated files that are kept; zero for all
   * @param compress whether rotated files are compressed
   */
  record Rotation(long maxBytes, Duration maxAge, int maxBackups, boolean compress) {}

  /**
   * @param lost counts events that could not be written
   */
  AuditLogFile(Path file, Rotation rotation, InstantSource clock, Counter lost) {
    this.file = file;
    this.rotation = rotation;
    this.clock = clock;
    this.lost = lost;
  }

  /** Whether the events are in the file now. */
  synchronized boolean write(List<byte[]> events) {
    try {
      for (byte[] event : events) {
        OutputStream open = open(event.length + 1);
        open.write(event);
        open.write('\n');
        size += event.length + 1;
      }
      if (out != null) {
        out.flush();
      }
      return true;
    } catch (IOException e) {
      lost.increment(events.size());
      log.error("Audit events cannot be written to {}: {}", file, e.toString());
      return false;
    }
  }

  private OutputStream open(int coming) throws IOException {
    OutputStream open = out;
    if (open != null && size + coming > rotation.maxBytes()) {
      open.close();
      rotate();
      open = null;
    }
    if (open == null) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      size = Files.size(file);
      open =
          new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND), 1 << 16);
      out = open;
    }
    return open;
  }

  private void rotate() throws IOException {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String ending = dot > 0 ? name.substring(dot) : "";
    Path rotated = file.resolveSibling(stem + "-" + STAMP.format(clock.instant()) + ending);
    Files.move(file, rotated);
    if (rotation.compress()) {
      compress(rotated);
    }
    removeOld(stem, ending);
  }

  private static void compress(Path rotated) throws IOException {
    Path target = rotated.resolveSibling(rotated.getFileName() + ".gz");
    try (OutputStream zip = new GZIPOutputStream(Files.newOutputStream(target))) {
      Files.copy(rotated, zip);
    }
    Files.delete(rotated);
  }

  private void removeOld(String stem, String ending) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    List<Path> rotated;
    try (Stream<Path> files = Files.list(folder)) {
      rotated =
          files
              .filter(f -> isRotated(String.valueOf(f.getFileName()), stem, ending))
              .sorted(Comparator.comparing(Path::toString).reversed())
              .toList();
    }
    Instant oldest = clock.instant().minus(rotation.maxAge());
    for (int i = 0; i < rotated.size(); i++) {
      boolean tooMany = rotation.maxBackups() > 0 && i >= rotation.maxBackups();
      boolean tooOld =
          !rotation.maxAge().isZero()
              && Files.getLastModifiedTime(rotated.get(i)).toInstant().isBefore(oldest);
      if (tooMany || tooOld) {
        Files.delete(rotated.get(i));
      }
    }
  }

  private static boolean isRotated(String name, String stem, String ending) {
    return name.startsWith(stem + "-")
        && (name.endsWith(ending) || name.endsWith(ending + ".gz"))
        && name.length() >= stem.length() + 1 + "2026-01-31T12-00-00.000".length();
  }

  @Override
  public synchronized void close() {
    try {
      if (out != null) {
        out.close();
        out = null;
      }
    } catch (IOException e) {
      log.error("The audit log {} cannot be closed: {}", file, e.toString());
    }
  }
}
