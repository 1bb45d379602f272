package io.navarch.gateway.strategy;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Checks the text of a cron schedule: five fields, or one of {@code @hourly}, {@code @daily},
 * {@code @midnight}, {@code @weekly}, {@code @monthly}, {@code @yearly}, {@code @annually}, {@code
 * @every <duration>}.
 */
final class CronExpression {
  private static final Set<String> NAMED =
      Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private CronExpression() {}

  static List<String> check(String text) {
    String spec = text.strip().replaceFirst("^(CRON_)?TZ=\\S*\\s+", "");
    if (spec.startsWith("@")) {
      boolean every = spec.matches("@every ([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+");
      return NAMED.contains(spec) || every
          ? List.of()
          : List.of("unrecognized descriptor: " + spec);
    }
    String[] fields = spec.split("\\s+");
    if (fields.length != 5) {
      return List.of(
          "expected exactly 5 fields, found "
              + fields.length
              + ": ["
              + String.join(" ", fields)
              + "]");
    }
    int[][] bounds = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}};
    for (int i = 0; i < fields.length; i++) {
      List<String> names = i == 3 ? MONTHS : i == 4 ? DAYS : List.of();
      for (String part : fields[i].split(",", -1)) {
        List<String> bad = part(part, bounds[i][0], bounds[i][1], names);
        if (!bad.isEmpty()) {
          return bad;
        }
      }
    }
    return List.of();
  }

  private static List<String> part(String part, int min, int max, List<String> names) {
    String[] rangeAndStep = part.split("/", -1);
    if (rangeAndStep.length > 2) {
      return List.of("too many slashes: " + part);
    }
    if (rangeAndStep.length == 2 && number(rangeAndStep[1], List.of(), 0) <= 0) {
      return List.of("failed to parse int from " + rangeAndStep[1]);
    }
    String range = rangeAndStep[0];
    if (range.equals("*") || range.equals("?")) {
      return List.of();
    }
    String[] ends = range.split("-", -1);
    if (ends.length > 2) {
      return List.of("too many hyphens: " + part);
    }
    int first = number(ends[0], names, min);
    int last = ends.length == 2 ? number(ends[1], names, min) : first;
    if (first < 0 || last < 0) {
      return List.of("failed to parse int from " + (first < 0 ? ends[0] : ends[1]));
    }
    if (first < min) {
      return List.of("beginning of range (" + first + ") below minimum (" + min + "): " + part);
    }
    if (last > max) {
      return List.of("end of range (" + last + ") above maximum (" + max + "): " + part);
    }
    if (first > last) {
      return List.of(
          "beginning of range (" + first + ") beyond end of range (" + last + "): " + part);
    }
    return List.of();
  }

  private static int number(String text, List<String> names, int base) {
    int named = names.indexOf(text.toLowerCase(Locale.ROOT));
    if (named >= 0) {
      return named + base;
    }
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }
}
