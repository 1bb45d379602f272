package io.navarch.controller.cronjob;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations such as {@code 1h30m}. */
final class GoDuration {
  private static final Pattern PART = Pattern.compile("([0-9]+)(h|ms|m|s)");
  private static final Map<String, Long> MILLIS =
      Map.of("h", 3_600_000L, "m", 60_000L, "s", 1_000L, "ms", 1L);

  private GoDuration() {}

  /**
   * @throws IllegalArgumentException if the text is none
   */
  static Duration parse(String text) {
    Matcher part = PART.matcher(text);
    long millis = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      millis += Long.parseLong(part.group(1)) * MILLIS.getOrDefault(part.group(2), 0L);
      end = part.end();
    }
    if (end == 0 || end != text.length()) {
      throw new IllegalArgumentException("not a duration: " + text);
    }
    return Duration.ofMillis(millis);
  }
}
