package io.navarch.bench;

import java.util.Arrays;

/** How long each operation took, in nanoseconds. */
final class Latencies {
  private final long[] sorted;

  private Latencies(long[] sorted) {
    this.sorted = sorted;
  }

  /** Of all that were measured; 0 stands for one that was not. */
  static Latencies of(long[] nanos) {
    long[] measured = Arrays.stream(nanos).filter(n -> n > 0).sorted().toArray();
    return new Latencies(measured);
  }

  int count() {
    return sorted.length;
  }

  /**
   * The smallest latency that the given share of operations does not exceed, in milliseconds; 0 of
   * none.
   *
   * @param share from 0 to 1
   */
  double millis(double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)] / 1e6;
  }
}
