package io.navarch.gateway.registry;

import io.navarch.model.store.StateStore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The lease that newly written events hang on. One lease serves the events of a minute, so that
 * there are few leases however many events there are.
 */
final class EventLeases {
  private static final long SHARED_FOR_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final StateStore store;
  private final long ttlSeconds;
  private final LongSupplier nanoClock = System::nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private long lease;
  private long grantedAt;

  EventLeases(StateStore store, long ttlSeconds) {
    this.store = store;
    this.ttlSeconds = ttlSeconds;
  }

  long current() {
    lock.lock();
    try {
      long now = nanoClock.getAsLong();
      if (lease == 0 || now - grantedAt > SHARED_FOR_NANOS) {
        lease = store.grantLease(ttlSeconds + TimeUnit.NANOSECONDS.toSeconds(SHARED_FOR_NANOS));
        grantedAt = now;
      }
      return lease;
    } finally {
      lock.unlock();
    }
  }
}
