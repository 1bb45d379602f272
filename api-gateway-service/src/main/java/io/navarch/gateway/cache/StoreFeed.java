package io.navarch.gateway.cache;

import io.navarch.model.status.ApiException;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's one watch on the store, over all keys, from which every cache is fed. Because
 * nothing is left out, its revision says how far all caches are: a consistent read only compares
 * two numbers.
 */
public final class StoreFeed implements AutoCloseable {
  /** Where all API objects live. */
  public static final String ROOT = "/registry/";

  private static final Logger log = LoggerFactory.getLogger(StoreFeed.class);
  private static final long RETRY_MILLIS = 200;

  private final StateStore store;
  private final List<Sink> sinks = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private volatile long revision = -1;
  private volatile StateStore.@Nullable Watch watch;
  private volatile boolean closed;

  /** Gets the changes below one prefix. */
  interface Sink {
    String prefix();

    /** One change, in order. */
    void apply(StateStore.Event event);

    /** The history was lost: read everything anew. */
    void reload();
  }

  public StoreFeed(StateStore store) {
    this.store = store;
  }

  StateStore store() {
    return store;
  }

  void add(Sink sink) {
    sinks.add(sink);
  }

  void remove(Sink sink) {
    sinks.remove(sink);
  }

  /** Starts the watch at the store's present revision. */
  public void start() {
    long now = store.revision();
    advanceTo(now);
    watchFrom(now + 1);
  }

  private void watchFrom(long from) {
    watch = store.watch(ROOT, StateStore.prefixEnd(ROOT), from, this::deliver, this::lost);
  }

  private void deliver(StateStore.WatchBatch batch) {
    for (StateStore.Event event : batch.events()) {
      for (Sink sink : sinks) {
        if (event.entry().key().startsWith(sink.prefix())) {
          try {
            sink.apply(event);
          } catch (RuntimeException e) {
            log.error("A stored object cannot be read: {}", event.entry().key(), e);
          }
        }
      }
    }
    advanceTo(batch.revision());
  }

  private void lost(StoreException why) {
    if (closed) {
      return;
    }
    log.warn("The watch on the store ended, starting it again: {}", why.getMessage());
    Thread.ofVirtual().name("store-feed-restart").start(() -> restart(why));
  }

  private void restart(StoreException why) {
    boolean historyLost = why instanceof StoreException.Compacted;
    while (!closed) {
      try {
        if (historyLost) {
          start();
          sinks.forEach(Sink::reload);
        } else {
          watchFrom(revision + 1);
        }
        return;
      } catch (StoreException.Compacted e) {
        historyLost = true;
      } catch (StoreException e) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void advanceTo(long reached) {
    lock.lock();
    try {
      if (reached > revision) {
        revision = reached;
        advanced.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Every change up to this revision has reached the caches. */
  public long revision() {
    return revision;
  }

  /** The newest revision of the store itself. */
  public long storeRevision() {
    return store.revision();
  }

  /**
   * Waits until the caches have seen a revision.
   *
   * @return false when that did not happen in time
   */
  public boolean await(long wanted, long timeoutMillis) {
    if (revision >= wanted) {
      return true;
    }
    long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    boolean asked = false;
    lock.lock();
    try {
      while (revision < wanted) {
        if (left <= 0) {
          return false;
        }
        long slice = Math.min(left, TimeUnit.MILLISECONDS.toNanos(asked ? 100 : 2));
        long unused = advanced.awaitNanos(slice);
        left -= slice - Math.max(0, unused);
        asked = revision >= wanted || askForProgress();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.serviceUnavailable("the server is shutting down");
    } finally {
      lock.unlock();
    }
  }

  private boolean askForProgress() {
    StateStore.Watch running = watch;
    if (running != null) {
      lock.unlock();
      try {
        running.requestProgress();
      } finally {
        lock.lock();
      }
    }
    return true;
  }

  @Override
  public void close() {
    closed = true;
    StateStore.Watch running = watch;
    if (running != null) {
      running.close();
    }
  }
}
