package io.navarch.store.embedded;

import io.navarch.model.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the writer hands committed changes to the watches, and the owner of the newest visible
 * revision. Publishing never waits for a watch: one that is too slow is let go and reads on from
 * the log by itself.
 */
final class WatchHub {
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<EmbeddedWatch> live = new HashSet<>();
  private final Set<EmbeddedWatch> all = new HashSet<>();
  private volatile long published;
  private boolean closed;

  WatchHub(long revision) {
    this.published = revision;
  }

  /** The newest revision that reads may see. */
  long published() {
    return published;
  }

  void publish(List<Change> changes, long revision) {
    lock.lock();
    try {
      published = revision;
      live.removeIf(watch -> !watch.offer(changes, revision));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Registers a watch.
   *
   * @param from its first revision, or 0 for what comes next
   * @return the first revision in numbers
   */
  long register(EmbeddedWatch watch, long from) {
    lock.lock();
    try {
      if (closed) {
        throw new StoreException.Unavailable("the store is closed", null);
      }
      all.add(watch);
      long first = from == 0 ? published + 1 : from;
      if (first > published) {
        live.add(watch);
        watch.goLive();
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Makes a watch live if it has everything up to the newest revision. */
  boolean attach(EmbeddedWatch watch, long next) {
    lock.lock();
    try {
      if (next <= published || !all.contains(watch)) {
        return false;
      }
      live.add(watch);
      watch.goLive();
      watch.offerWantedMark(published);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void requestProgress(EmbeddedWatch watch) {
    lock.lock();
    try {
      watch.wantMark();
      if (live.contains(watch)) {
        watch.offerWantedMark(published);
      }
    } finally {
      lock.unlock();
    }
  }

  void remove(EmbeddedWatch watch) {
    lock.lock();
    try {
      all.remove(watch);
      live.remove(watch);
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return all.size();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all watches and takes no more. */
  void close() {
    List<EmbeddedWatch> ending;
    lock.lock();
    try {
      closed = true;
      ending = new ArrayList<>(all);
    } finally {
      lock.unlock();
    }
    StoreException reason = new StoreException.Unavailable("the store is closed", null);
    ending.forEach(watch -> watch.end(reason));
  }
}
