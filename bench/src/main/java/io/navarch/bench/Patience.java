package io.navarch.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what a server shall bring about. */
final class Patience {
  private Patience() {}

  /**
   * @param problem what is said when the time is over
   * @throws IllegalStateException when the time is over
   */
  static void until(BooleanSupplier condition, Duration limit, String problem)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new IllegalStateException(problem);
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }
}
