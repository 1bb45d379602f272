package io.navarch.node.log;

import io.navarch.node.cri.ContainerRuntime;
import io.navarch.node.cri.RuntimeFailure;
import io.navarch.node.pod.ObservedContainer;
import io.navarch.node.pod.ObservedPod;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps containers' logs small: a log of ten MiB is set aside, and of each container five files are
 * kept.
 */
public final class LogRotation {
  private static final Logger log = LoggerFactory.getLogger(LogRotation.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final String PACKED = ".gz";

  private final ContainerRuntime runtime;
  private final InstantSource clock;
  private final long mostBytes;
  private final int mostFiles;

  public LogRotation(ContainerRuntime runtime, InstantSource clock, long mostBytes, int mostFiles) {
    this.runtime = runtime;
    this.clock = clock;
    this.mostBytes = mostBytes;
    this.mostFiles = mostFiles;
  }

  /** Looks at the logs of all running containers. */
  public void rotate(Collection<ObservedPod> pods) {
    for (ObservedPod pod : pods) {
      for (ObservedContainer c : pod.running()) {
        if (!c.logPath().isEmpty()) {
          try {
            rotate(c.id(), Path.of(c.logPath()));
          } catch (IOException | RuntimeFailure e) {
            log.warn("The log {} could not be rotated: {}", c.logPath(), e.getMessage());
          }
        }
      }
    }
  }

  private void rotate(String containerId, Path file) throws IOException {
    if (Files.notExists(file) || Files.size(file) < mostBytes) {
      return;
    }
    List<Path> rotated = rotated(file);
    // The current log and the one that is set aside now count among those kept.
    for (int i = 0; i < rotated.size() - (mostFiles - 2); i++) {
      Files.deleteIfExists(rotated.get(i));
    }
    for (Path old : rotated(file)) {
      if (!old.toString().endsWith(PACKED)) {
        pack(old);
      }
    }
    Path aside = Path.of(file + "." + STAMP.format(clock.instant()));
    Files.move(file, aside);
    try {
      runtime.reopenLog(containerId);
    } catch (RuntimeFailure e) {
      Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
      throw e;
    }
  }

  private static List<Path> rotated(Path file) throws IOException {
    Path directory = file.getParent();
    if (directory == null) {
      return List.of();
    }
    String prefix = file.getFileName() + ".";
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted().toList();
    }
  }

  private static void pack(Path file) throws IOException {
    Path fresh = Path.of(file + ".tmp");
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new GZIPOutputStream(Files.newOutputStream(fresh))) {
      in.transferTo(out);
    }
    Files.move(fresh, Path.of(file + PACKED), StandardCopyOption.REPLACE_EXISTING);
    Files.delete(file);
  }
}
