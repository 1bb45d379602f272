package io.navarch.gateway.registry;

import io.navarch.gateway.cache.CacheEvent;
import io.navarch.gateway.cache.Watcher;
import io.navarch.model.status.ApiException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A watch whose events are encoded on a thread of its own, in their order: converting an object may
 * call out of the process, and the feed's thread must not wait for that.
 */
final class HandedOverWatcher implements Watcher {
  /** A watcher that is this far behind is cut off and starts again. */
  private static final int MOST_WAITING = 10_000;

  private final WatchSession session;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<CacheEvent> waiting = new ArrayDeque<>(0);
  private boolean running;

  HandedOverWatcher(WatchSession session) {
    this.session = session;
  }

  @Override
  public String keyPrefix() {
    return session.keyPrefix();
  }

  @Override
  public String onlyKey() {
    return session.onlyKey();
  }

  @Override
  public String onlyNode() {
    return session.onlyNode();
  }

  @Override
  public void onEvent(CacheEvent event) {
    lock.lock();
    try {
      waiting.add(event);
      if (waiting.size() > MOST_WAITING) {
        waiting.clear();
        session.end();
      } else if (!running) {
        running = true;
        Thread.ofVirtual().name("watch-conversion").start(this::drain);
      }
    } finally {
      lock.unlock();
    }
  }

  private void drain() {
    for (CacheEvent event = next(); event != null; event = next()) {
      try {
        session.onEvent(event);
      } catch (ApiException e) {
        session.fail(e);
      }
    }
  }

  private @Nullable CacheEvent next() {
    lock.lock();
    try {
      CacheEvent event = waiting.poll();
      running = event != null;
      return event;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onEnd() {
    session.onEnd();
  }

  @Override
  public void onExpired() {
    session.onExpired();
  }
}
