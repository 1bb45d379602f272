package io.navarch.node.pod;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a failing thing rests before it is tried again: ten seconds, doubled at every try up to
 * the maximum, and forgotten after it was quiet for twice the maximum.
 *
 * @param delay the rest after the latest try
 * @param since when that try was made
 */
public record BackOff(Duration delay, Instant since) {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofMinutes(5);

  /** The state after one more try at {@code now}. */
  static BackOff next(@Nullable BackOff before, Instant now) {
    if (before == null || before.expired(now)) {
      return new BackOff(FIRST, now);
    }
    Duration doubled = before.delay.multipliedBy(2);
    return new BackOff(doubled.compareTo(MOST) > 0 ? MOST : doubled, now);
  }

  /** Whether a thing that failed at {@code failedAt} may be tried at {@code now}. */
  boolean allows(Instant failedAt, Instant now) {
    return expired(now) || !now.isBefore(failedAt.plus(delay));
  }

  boolean expired(Instant now) {
    return Duration.between(since, now).compareTo(MOST.multipliedBy(2)) > 0;
  }
}
