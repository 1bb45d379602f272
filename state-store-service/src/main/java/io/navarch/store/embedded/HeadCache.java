package io.navarch.store.embedded;

import io.navarch.model.store.StateStore.Entry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The newest version of each key as the writer sees it: what the running group has changed, over
 * what was written lately, over the database. Used by the writer thread alone.
 */
final class HeadCache {
  /** Rough cost of an entry besides its bytes: map node, record, strings' headers. */
  private static final int OVERHEAD = 200;

  private final long capacityBytes;
  private final Function<String, @Nullable Entry> database;
  private final Map<String, Optional<Entry>> group = new HashMap<>();
  private final LinkedHashMap<String, Entry> recent = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  HeadCache(long capacityBytes, Function<String, @Nullable Entry> database) {
    this.capacityBytes = capacityBytes;
    this.database = database;
  }

  @Nullable Entry get(String key) {
    Optional<Entry> changed = group.get(key);
    if (changed != null) {
      return changed.orElse(null);
    }
    Entry known = recent.get(key);
    return known != null ? known : database.apply(key);
  }

  /** Notes a change of the running group; null for a deletion. */
  void set(String key, @Nullable Entry entry) {
    group.put(key, Optional.ofNullable(entry));
  }

  /** The group is in the database: its changes become the recent ones. */
  void committed() {
    group.forEach(
        (key, entry) -> {
          Entry old = recent.remove(key);
          bytes -= old == null ? 0 : cost(old);
          entry.ifPresent(
              now -> {
                recent.put(key, now);
                bytes += cost(now);
              });
        });
    group.clear();
    var oldest = recent.entrySet().iterator();
    while (bytes > capacityBytes && oldest.hasNext()) {
      bytes -= cost(oldest.next().getValue());
      oldest.remove();
    }
  }

  private static long cost(Entry entry) {
    return OVERHEAD + entry.key().length() + (long) entry.value().length;
  }
}
