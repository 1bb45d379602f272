package io.navarch.store;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StateStore.Status;
import io.navarch.model.store.StoreException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Forgets old revisions: every interval it compacts to the revision that stood one interval before,
 * so a reader that pages through a list has at least that long.
 */
final class CompactionSchedule implements SmartLifecycle {
  static final int PHASE = 100;

  private static final Logger log = LoggerFactory.getLogger(CompactionSchedule.class);

  private final StateStore store;
  private final Duration interval;
  private @Nullable ScheduledExecutorService timer;
  private long previous;

  CompactionSchedule(StateStore store, Duration interval) {
    this.store = store;
    this.interval = interval;
  }

  @Override
  public void start() {
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("store-compaction").factory());
    timer.scheduleWithFixedDelay(this::tick, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Compacts to the revision of the last call and notes the one that stands now. */
  void tick() {
    try {
      Status now = store.status();
      if (previous > now.compactedRevision()) {
        compact(previous);
      }
      previous = now.revision();
    } catch (StoreException e) {
      log.warn("Old revisions could not be compacted; trying again in {}", interval, e);
    }
  }

  private void compact(long revision) {
    try {
      store.compact(revision);
    } catch (StoreException.Compacted e) {
      log.debug("Another one has compacted beyond {}", revision);
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
    return PHASE;
  }
}
