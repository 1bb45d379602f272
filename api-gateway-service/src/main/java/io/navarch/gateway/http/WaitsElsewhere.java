package io.navarch.gateway.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a request waits for what is not this server's: webhooks of the cluster's users, and its
 * turn where others ask for much. Service levels are told without it.
 */
public final class WaitsElsewhere {
  private static final ScopedValue<AtomicLong> CURRENT = ScopedValue.newInstance();

  private WaitsElsewhere() {}

  /** Counts the waits of what runs within. */
  static void counting(AtomicLong nanos, Runnable within) {
    ScopedValue.where(CURRENT, nanos).run(within);
  }

  /** The request that runs on this thread has waited. */
  public static void add(long nanos) {
    if (CURRENT.isBound()) {
      CURRENT.get().addAndGet(nanos);
    }
  }
}
