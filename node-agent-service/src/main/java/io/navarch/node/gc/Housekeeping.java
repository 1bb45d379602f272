package io.navarch.node.gc;

import io.navarch.node.log.LogRotation;
import io.navarch.node.pod.ObservedPod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chores that nobody waits for: log rotation every ten seconds, image removal every five
 * minutes.
 */
public final class Housekeeping implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration LOGS = Duration.ofSeconds(10);
  private static final Duration IMAGES = Duration.ofMinutes(5);

  private final LogRotation logs;
  private final ImageGc images;
  private final Supplier<Map<String, ObservedPod>> pods;
  private final InstantSource clock;
  private final Thread thread;

  public Housekeeping(
      LogRotation logs,
      ImageGc images,
      Supplier<Map<String, ObservedPod>> pods,
      InstantSource clock) {
    this.logs = logs;
    this.images = images;
    this.pods = pods;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("housekeeping").unstarted(this::loop);
  }

  public void start() {
    thread.start();
  }

  private void loop() {
    Instant imagesAt = clock.instant();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(LOGS);
        try {
          logs.rotate(pods.get().values());
          Instant now = clock.instant();
          if (Duration.between(imagesAt, now).compareTo(IMAGES) >= 0) {
            imagesAt = now;
            images.collect(pods.get().values(), now);
          }
        } catch (RuntimeException e) {
          log.warn("Housekeeping is put off", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
