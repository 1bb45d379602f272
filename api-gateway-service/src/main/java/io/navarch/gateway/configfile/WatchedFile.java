package io.navarch.gateway.configfile;

import io.navarch.model.pki.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configuration that follows its file. What cannot be read at the start stops the start; later a
 * wrong file is logged and the last good one holds.
 */
public final class WatchedFile<T> implements Supplier<T>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WatchedFile.class);

  private final Path file;
  private final Function<Path, T> reader;
  private final BiConsumer<T, T> replaced;
  private final ReloadObserver observer;
  private final Thread thread;
  private volatile T value;
  private volatile String fingerprint;
  private volatile String problem = "";

  /**
   * @param interval how often the file is looked at
   * @param replaced gets the old and the new configuration after a change
   */
  public WatchedFile(
      Path file,
      Duration interval,
      Function<Path, T> reader,
      BiConsumer<T, T> replaced,
      ReloadObserver observer) {
    this.file = file;
    this.reader = reader;
    this.replaced = replaced;
    this.observer = observer;
    this.fingerprint = fingerprintNow();
    this.value = reader.apply(file);
    this.thread =
        Thread.ofVirtual().name("watch-" + file.getFileName()).start(() -> follow(interval));
  }

  @Override
  public T get() {
    return value;
  }

  /** Why the present file is not in force; empty when it is. */
  public String problem() {
    return problem;
  }

  private void follow(Duration interval) {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(interval.toNanos());
        check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void check() {
    String now = fingerprintNow();
    if (now.equals(fingerprint)) {
      return;
    }
    fingerprint = now;
    try {
      T old = value;
      value = reader.apply(file);
      problem = "";
      observer.reloaded(true);
      log.info("{} was read again", file);
      replaced.accept(old, value);
    } catch (RuntimeException e) {
      problem = String.valueOf(e.getMessage());
      observer.reloaded(false);
      log.error("{} is not taken up, what it said before holds on: {}", file, e.getMessage());
    }
  }

  private String fingerprintNow() {
    try {
      return Sha256.hex(Files.readAllBytes(file));
    } catch (IOException e) {
      return "unreadable";
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
