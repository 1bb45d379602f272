package io.navarch.controller.cronjob;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A schedule in the notation of cron: five fields, or {@code @hourly} and the like, or {@code
 * @every 5m}. As everywhere in cron, a day matches when the day of the month or that of the week
 * does, if both are restricted.
 */
sealed interface CronSchedule {
  /** The first time after the given one; empty when there is none in the next five years. */
  Optional<Instant> next(Instant after);

  Map<String, String> NAMED =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  /**
   * @throws IllegalArgumentException if the text is no schedule
   */
  static CronSchedule parse(String text, ZoneId zone) {
    String trimmed = text.strip();
    if (trimmed.startsWith("@every ")) {
      return new Every(GoDuration.parse(trimmed.substring("@every ".length())));
    }
    String[] fields = NAMED.getOrDefault(trimmed, trimmed).split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException("expected exactly 5 fields, found " + fields.length);
    }
    boolean anyDay = CronField.isAny(fields[2]);
    boolean anyWeekday = CronField.isAny(fields[4]);
    BitSet weekdays = CronField.parse(fields[4], 0, 7, CronField.WEEKDAYS);
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
    return new Fields(
        CronField.parse(fields[0], 0, 59, List.of()),
        CronField.parse(fields[1], 0, 23, List.of()),
        CronField.parse(fields[2], 1, 31, List.of()),
        CronField.parse(fields[3], 1, 12, CronField.MONTHS),
        weekdays,
        anyDay || anyWeekday,
        zone);
  }

  /** Again and again after a fixed time. */
  record Every(Duration period) implements CronSchedule {
    public Every {
      if (period.compareTo(Duration.ofSeconds(1)) < 0) {
        period = Duration.ofSeconds(1);
      }
    }

    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.of(after.plus(period).truncatedTo(ChronoUnit.SECONDS));
    }
  }

  /**
   * By the wall clock of a zone.
   *
   * @param bothDays whether day of month and day of week must match, rather than either
   */
  record Fields(
      BitSet minutes,
      BitSet hours,
      BitSet days,
      BitSet months,
      BitSet weekdays,
      boolean bothDays,
      ZoneId zone)
      implements CronSchedule {
    private static final int MOST_YEARS = 5;

    @Override
    public Optional<Instant> next(Instant after) {
      ZonedDateTime time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
      int lastYear = time.getYear() + MOST_YEARS;
      while (time.getYear() <= lastYear) {
        if (!months.get(time.getMonthValue())) {
          time = time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
        } else if (!dayMatches(time)) {
          time = time.truncatedTo(ChronoUnit.DAYS).plusDays(1);
        } else if (!hours.get(time.getHour())) {
          time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        } else if (!minutes.get(time.getMinute())) {
          time = time.plusMinutes(1);
        } else {
          return Optional.of(time.toInstant());
        }
      }
      return Optional.empty();
    }

    private boolean dayMatches(ZonedDateTime time) {
      boolean day = days.get(time.getDayOfMonth());
      boolean weekday = weekdays.get(time.getDayOfWeek().getValue() % 7);
      return bothDays ? day && weekday : day || weekday;
    }
  }

  /** The zone that a CronJob names; the cluster's own where it names none. */
  static ZoneId zone(String name) {
    try {
      return name.isEmpty() || name.toLowerCase(Locale.ROOT).equals("utc")
          ? ZoneId.of("UTC")
          : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("unknown time zone " + name, e);
    }
  }
}
