package io.navarch.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** How often something came out one way, and how long that took. */
public record CountedTimer(Counter total, Timer duration) {
  /**
   * It came out so once more.
   *
   * @param began by {@link System#nanoTime()}
   */
  public void ended(long began) {
    total.increment();
    duration.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
  }
}
