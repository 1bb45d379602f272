package io.navarch.store;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Writes a snapshot into a directory every interval and keeps the newest ones. A file's name
 * carries its revision, {@code snapshot-00000000000000001234.db}; one that is being written ends in
 * {@code .part}.
 */
final class SnapshotSchedule implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(SnapshotSchedule.class);

  private final StateStore store;
  private final Path directory;
  private final Duration interval;
  private final int keep;
  private @Nullable ScheduledExecutorService timer;

  SnapshotSchedule(StateStore store, Path directory, Duration interval, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("navarch.store.snapshot.keep must be at least 1");
    }
    this.store = store;
    this.directory = directory;
    this.interval = interval;
    this.keep = keep;
  }

  @Override
  public void start() {
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("store-snapshots").factory());
    timer.scheduleWithFixedDelay(
        this::tick, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Writes one snapshot and deletes the oldest ones above the number to keep. */
  void tick() {
    try {
      Files.createDirectories(directory);
      write();
      List<Path> all = snapshots();
      for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
        Files.delete(old);
      }
    } catch (StoreException | IOException e) {
      log.warn("No snapshot could be written into {}; trying again in {}", directory, interval, e);
    }
  }

  private void write() throws IOException {
    String name = "snapshot-%020d.db".formatted(store.status().revision());
    Path part = directory.resolve(name + ".part");
    try (OutputStream out = Files.newOutputStream(part)) {
      store.snapshot(out);
    }
    Files.move(
        part,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private List<Path> snapshots() throws IOException {
    try (var files = Files.newDirectoryStream(directory, "snapshot-*.db")) {
      return StreamSupport.stream(files.spliterator(), false).sorted().toList();
    }
  }

  @Override
  public void stop() {
    if (timer != null) {
      timer.shutdownNow();
      timer = null;
    }
  }

  @Override
  public boolean isRunning() {
    return timer != null;
  }

  @Override
  public int getPhase() {
    return CompactionSchedule.PHASE;
  }
}
