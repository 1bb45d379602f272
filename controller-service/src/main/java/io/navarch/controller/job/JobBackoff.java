package io.navarch.controller.job;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often pods of a Job have failed in a row, and when last: the next is created 10 s later, then
 * 20 s, 40 s and so on up to ten minutes.
 */
record JobBackoff(int failuresInARow, @Nullable Instant lastFailure) {

  static final JobBackoff NONE = new JobBackoff(0, null);
  private static final Duration BASE = Duration.ofSeconds(10);
  private static final Duration MAX = Duration.ofMinutes(10);

  JobBackoff failed(Instant at) {
    return new JobBackoff(
        failuresInARow + 1, lastFailure == null || at.isAfter(lastFailure) ? at : lastFailure);
  }

  /** How long no pod may be created yet. */
  Duration left(Instant now) {
    if (lastFailure == null || failuresInARow == 0) {
      return Duration.ZERO;
    }
    Duration wait = failuresInARow > 7 ? MAX : BASE.multipliedBy(1L << (failuresInARow - 1));
    Duration left = Duration.between(now, lastFailure.plus(wait.compareTo(MAX) > 0 ? MAX : wait));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
