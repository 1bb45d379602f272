package io.navarch.model.client;

import java.util.Arrays;

/** Durations in buckets, each ten times as wide as the one before, from 10 ns to 10 s. */
public final class Durations {
  private static final double NANOS = 1e9;
  private static final long[] BOUNDS_NANOS = {
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000L
  };

  private final long[] counts;
  private long totalNanos;

  Durations() {
    this(new long[BOUNDS_NANOS.length + 1], 0);
  }

  private Durations(long[] counts, long totalNanos) {
    this.counts = counts;
    this.totalNanos = totalNanos;
  }

  static double seconds(long nanos) {
    return nanos / NANOS;
  }

  void add(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    counts[bucket]++;
    totalNanos += nanos;
  }

  Durations copy() {
    return new Durations(counts.clone(), totalNanos);
  }

  /** The upper bounds of the buckets; the last has none. */
  public static double[] boundsSeconds() {
    double[] bounds = Arrays.stream(BOUNDS_NANOS).mapToDouble(Durations::seconds).toArray();
    double[] all = Arrays.copyOf(bounds, bounds.length + 1);
    all[bounds.length] = Double.POSITIVE_INFINITY;
    return all;
  }

  /** How many fell into each bucket. */
  public long[] counts() {
    return counts.clone();
  }

  public double totalSeconds() {
    return seconds(totalNanos);
  }
}
