package io.navarch.gateway.table;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Durations as they are shown in tables: at most two units, the smaller one only where it tells.
 */
public final class HumanDuration {
  static final String UNKNOWN = "<unknown>";

  private HumanDuration() {}

  /** The time from one that may be missing until now. */
  static String since(Part start, Instant now) {
    return since(start.time(), now);
  }

  public static String since(@Nullable Instant start, Instant now) {
    return start == null ? UNKNOWN : of(Duration.between(start, now));
  }

  /** A negative duration of more than a second is {@code <invalid>}: clocks differ a little. */
  static String of(Duration duration) {
    long seconds = duration.isNegative() ? -duration.negated().toSeconds() : duration.toSeconds();
    if (seconds < -1) {
      return "<invalid>";
    }
    long minutes = seconds / 60;
    long hours = minutes / 60;
    if (seconds < 0) {
      return "0s";
    } else if (seconds < 120) {
      return seconds + "s";
    } else if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    } else if (minutes < 180) {
      return minutes + "m";
    } else if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    } else if (hours < 48) {
      return hours + "h";
    } else if (hours < 24 * 8) {
      return two(hours / 24, "d", hours % 24, "h");
    }
    long days = hours / 24;
    if (days < 365 * 2) {
      return days + "d";
    } else if (days < 365 * 8) {
      return two(days / 365, "y", days % 365, "d");
    }
    return days / 365 + "y";
  }

  private static String two(long major, String majorUnit, long minor, String minorUnit) {
    return minor == 0 ? major + majorUnit : major + majorUnit + minor + minorUnit;
  }
}
