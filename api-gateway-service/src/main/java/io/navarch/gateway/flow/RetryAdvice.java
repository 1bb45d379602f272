package io.navarch.gateway.flow;

import java.util.ArrayDeque;

/**
 * How long refused clients are told to wait: a second at first, twice as long whenever many were
 * refused for that long, half as long when few were.
 */
final class RetryAdvice {
  private static final int LONGEST = 32;
  private static final int MANY_PER_SECOND = 3;

  private final ArrayDeque<long[]> history = new ArrayDeque<>();
  private long second = Long.MIN_VALUE;
  private long refused;
  private long changedAt = Long.MIN_VALUE / 2;
  private int advice = 1;

  /** Notes a refusal and gives the seconds that the client is told. */
  synchronized int refused(long nowSeconds) {
    if (nowSeconds == second) {
      refused++;
      return advice;
    }
    if (refused > 0) {
      history.addLast(new long[] {second, refused});
    }
    second = nowSeconds;
    refused = 1;
    while (!history.isEmpty() && history.getFirst()[0] < nowSeconds - 2L * LONGEST) {
      history.removeFirst();
    }
    if (nowSeconds - changedAt >= advice) {
      adjust(nowSeconds);
    }
    return advice;
  }

  private void adjust(long now) {
    long lately = history.stream().filter(h -> h[0] >= now - advice).mapToLong(h -> h[1]).sum();
    if (lately > (long) MANY_PER_SECOND * advice) {
      advice = Math.min(LONGEST, advice * 2);
      changedAt = now;
    } else if (lately < advice && advice > 1) {
      advice = Math.max(1, advice / 2);
      changedAt = now;
    }
  }
}
