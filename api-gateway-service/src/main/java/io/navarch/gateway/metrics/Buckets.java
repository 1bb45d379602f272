package io.navarch.gateway.metrics;

import java.time.Duration;
import java.util.stream.IntStream;

/** The bounds of histograms that many meters share. */
public final class Buckets {
  private Buckets() {}

  /** Each bound is twice the one before. */
  public static Duration[] doubling(Duration first, int count) {
    return IntStream.range(0, count)
        .mapToObj(step -> first.multipliedBy(1L << step))
        .toArray(Duration[]::new);
  }
}
