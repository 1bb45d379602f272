package io.navarch.store.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/**
 * The living leases and when they end. Only a lease's time to live is on disk: a store that starts
 * gives every lease its full time again, so that holders can renew after an outage.
 */
final class LeaseBook {
  private record Lease(long ttlSeconds, Instant ends) {}

  private final Map<Long, Lease> leases = new ConcurrentHashMap<>();
  private final InstantSource clock;

  LeaseBook(InstantSource clock) {
    this.clock = clock;
  }

  /** Reads the leases of the opened store. */
  void load(Tables tables) {
    try (RocksIterator it = tables.db().newIterator(tables.leases())) {
      for (it.seekToFirst(); it.isValid(); it.next()) {
        add(Rows.number(it.key()), Rows.number(it.value()));
      }
      VersionReader.check(it);
    }
  }

  void add(long lease, long ttlSeconds) {
    leases.put(lease, fresh(ttlSeconds));
  }

  private Lease fresh(long ttlSeconds) {
    return new Lease(ttlSeconds, clock.instant().plus(Duration.ofSeconds(ttlSeconds)));
  }

  boolean has(long lease) {
    return leases.containsKey(lease);
  }

  /** Renews; the answer is the lease's time in seconds, or 0 where it does not live. */
  long renew(long lease) {
    @Nullable Lease now = leases.computeIfPresent(lease, (id, old) -> fresh(old.ttlSeconds()));
    return now == null ? 0 : now.ttlSeconds();
  }

  /** Takes the lease out; false where it does not live, or has not ended though it had to. */
  boolean remove(long lease, boolean onlyIfExpired) {
    @Nullable Lease found = leases.get(lease);
    if (found == null || (onlyIfExpired && found.ends().isAfter(clock.instant()))) {
      return false;
    }
    // A renewal that came in between wins over expiry.
    return onlyIfExpired ? leases.remove(lease, found) : leases.remove(lease) != null;
  }

  List<Long> expired() {
    Instant now = clock.instant();
    return leases.entrySet().stream()
        .filter(lease -> !lease.getValue().ends().isAfter(now))
        .map(Map.Entry::getKey)
        .toList();
  }

  int size() {
    return leases.size();
  }
}
