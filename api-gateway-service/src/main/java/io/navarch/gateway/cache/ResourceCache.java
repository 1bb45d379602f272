package io.navarch.gateway.cache;

import io.navarch.model.store.StateStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one stored resource in key order, and its recent events. Loaded from the store at
 * the first use, kept up by the {@link StoreFeed}.
 */
public final class ResourceCache implements StoreFeed.Sink {
  /** How many events a watch can go back at the least, once that many have happened. */
  private static final int RING_SIZE = 4096;

  private static final int SAMPLE = 16;

  private final String prefix;
  private final StoreFeed feed;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final NavigableMap<String, CachedObject> live = new TreeMap<>();
  private final EventRing ring = new EventRing(RING_SIZE);
  private final WatcherIndex watchers = new WatcherIndex();
  private final LongAdder loaded = new LongAdder();
  private final LongAdder received = new LongAdder();
  private @Nullable List<StateStore.Event> early = new ArrayList<>();
  private volatile long loadedAt;
  private volatile long lastChange;

  private ResourceCache(String prefix, StoreFeed feed) {
    this.prefix = prefix;
    this.feed = feed;
  }

  /** Reads all objects of the prefix and follows them from then on. */
  static ResourceCache load(String prefix, StoreFeed feed) {
    ResourceCache cache = new ResourceCache(prefix, feed);
    feed.add(cache);
    try {
      cache.fill();
    } catch (RuntimeException e) {
      feed.remove(cache);
      throw e;
    }
    return cache;
  }

  private void fill() {
    StateStore.RangeResult all = feed.store().range(prefix, StateStore.prefixEnd(prefix), 0, 0);
    lock.writeLock().lock();
    try {
      live.clear();
      for (StateStore.Entry e : all.entries()) {
        live.put(e.key(), CachedObject.of(e.key(), e.value(), e.modRevision()));
      }
      loaded.add(all.entries().size());
      loadedAt = all.revision();
      ring.startAt(loadedAt);
      lastChange = loadedAt;
      List<StateStore.Event> waiting = early;
      early = null;
      if (waiting != null) {
        waiting.forEach(this::change);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public void apply(StateStore.Event event) {
    received.increment();
    CacheEvent change;
    lock.writeLock().lock();
    try {
      if (early != null) {
        early.add(event);
        return;
      }
      change = change(event);
    } finally {
      lock.writeLock().unlock();
    }
    if (change != null) {
      watchers.deliver(change);
    }
  }

  private @Nullable CacheEvent change(StateStore.Event event) {
    StateStore.Entry entry = event.entry();
    if (entry.modRevision() <= loadedAt) {
      return null;
    }
    CachedObject before = live.get(entry.key());
    CacheEvent change;
    if (event.type() == StateStore.Event.Type.DELETE) {
      if (before == null) {
        return null;
      }
      live.remove(entry.key());
      change = new CacheEvent(CacheEvent.Type.DELETED, before.at(entry.modRevision()), before);
    } else {
      CachedObject now = CachedObject.of(entry.key(), entry.value(), entry.modRevision());
      live.put(entry.key(), now);
      change =
          new CacheEvent(
              before == null ? CacheEvent.Type.ADDED : CacheEvent.Type.MODIFIED, now, before);
    }
    ring.add(change);
    lastChange = change.revision();
    return change;
  }

  @Override
  public void reload() {
    lock.writeLock().lock();
    try {
      early = new ArrayList<>();
    } finally {
      lock.writeLock().unlock();
    }
    fill();
    watchers.expireAll();
  }

  /** The revision up to which this cache is complete. */
  public long revision() {
    return Math.max(loadedAt, feed.revision());
  }

  public @Nullable CachedObject get(String key) {
    lock.readLock().lock();
    try {
      return live.get(key);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * What stands now below a prefix, in key order.
   *
   * @param after only keys beyond this one; empty for all
   */
  public Snapshot list(String keyPrefix, String after) {
    lock.readLock().lock();
    try {
      return new Snapshot(Collections.unmodifiableList(below(keyPrefix, after)), revision());
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Counting them first, as a list's constructor does, would walk through all of them twice. */
  private List<CachedObject> below(String keyPrefix, String after) {
    String end = StateStore.prefixEnd(keyPrefix);
    List<CachedObject> found = new ArrayList<>(keyPrefix.equals(prefix) ? live.size() : 16);
    for (CachedObject object :
        live.subMap(after.isEmpty() ? keyPrefix : after, after.isEmpty(), end, false).values()) {
      found.add(object);
    }
    return found;
  }

  /**
   * How much there is.
   *
   * @param averageBytes of an object, by a sample
   */
  public record Size(int objects, double averageBytes) {}

  /** A guess at what a list would gather; cheap. */
  public Size size() {
    lock.readLock().lock();
    try {
      long bytes = 0;
      int sampled = 0;
      for (CachedObject object : live.values()) {
        bytes += object.json().length;
        if (++sampled == SAMPLE) {
          break;
        }
      }
      return new Size(live.size(), sampled == 0 ? 0 : (double) bytes / sampled);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** How many objects were read when it was filled, and each time it was filled anew. */
  public long loaded() {
    return loaded.sum();
  }

  /** How many events came from the store. */
  public long received() {
    return received.sum();
  }

  /** How many watches there are on anything of this resource. */
  public int watchers() {
    return watchers.size();
  }

  /** The last revision at which anything below the prefix of this resource changed. */
  public long lastChange() {
    return lastChange;
  }

  /**
   * @param revision at which this was true
   */
  public record Snapshot(List<CachedObject> objects, long revision) {}

  /** What a watch starts with. */
  public sealed interface Start {
    /** The changes since the asked revision. */
    record Replay(List<CacheEvent> events, long revision) implements Start {}

    /** What stands now. */
    record State(List<CachedObject> objects, long revision) implements Start {}

    /** The asked revision is no longer known; the oldest known one follows. */
    record TooOld(long oldest) implements Start {}
  }

  /**
   * Registers a watcher and says, without a gap, what came before its first event.
   *
   * @param fromRevision changes after this one; -1 for the present state first
   */
  public Start watch(Watcher watcher, long fromRevision) {
    lock.writeLock().lock();
    try {
      if (fromRevision < 0) {
        List<CachedObject> state =
            below(watcher.onlyKey().isEmpty() ? watcher.keyPrefix() : watcher.onlyKey(), "");
        watchers.add(watcher);
        return new Start.State(state, Math.max(revision(), ring.newest()));
      }
      if (fromRevision < ring.oldestServable()) {
        return new Start.TooOld(ring.oldestServable());
      }
      List<CacheEvent> missed = ring.after(fromRevision);
      watchers.add(watcher);
      return new Start.Replay(missed, Math.max(fromRevision, ring.newest()));
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Ends all watches, as when the definition of a custom resource has changed. */
  public void endWatches() {
    watchers.endAll();
  }

  public void unwatch(Watcher watcher) {
    watchers.remove(watcher);
  }
}
