package io.navarch.store.feed;

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
public final class WatchHub {
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<HubWatch> live = new HashSet<>();
  private final Set<HubWatch> all = new HashSet<>();
  private volatile long published;
  private boolean closed;

  public WatchHub(long revision) {
    this.published = revision;
  }

  /** The newest revision that reads may see. */
  public long published() {
    return published;
  }

  /**
   * Makes changes visible.
   *
   * @param changes whole revisions, in order
   * @param revision the newest revision from now on
   */
  public void publish(List<Change> changes, long revision) {
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
  long register(HubWatch watch, long from) {
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
  boolean attach(HubWatch watch, long next) {
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

  void requestProgress(HubWatch watch) {
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

  void remove(HubWatch watch) {
    lock.lock();
    try {
      all.remove(watch);
      live.remove(watch);
    } finally {
      lock.unlock();
    }
  }

  /** The number of watches. */
  public int size() {
    lock.lock();
    try {
      return all.size();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all watches for a reason that their owners are told, and takes no more. */
  public void close(StoreException reason) {
    List<HubWatch> ending;
    lock.lock();
    try {
      closed = true;
      ending = new ArrayList<>(all);
    } finally {
      lock.unlock();
    }
    ending.forEach(watch -> watch.end(reason));
  }
}
