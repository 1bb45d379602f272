package io.navarch.controller.cronjob;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the last time that a CronJob should have started and has not. Pure. */
final class CronPlanner {
  /** Clocks differ a little: better a moment late than early. */
  private static final Duration PADDING = Duration.ofMillis(100);

  private static final long MANY = 100;

  private CronPlanner() {}

  /** The newest time that is due, and how many were missed at the least. */
  private record Due(@Nullable Instant time, long missed) {}

  static CronPlan plan(CronJob job, Instant now) {
    CronSchedule schedule;
    try {
      ZoneId zone = CronSchedule.zone(text(job.getSpec().getTimeZone()));
      schedule = CronSchedule.parse(job.getSpec().getSchedule(), zone);
    } catch (IllegalArgumentException e) {
      return new CronPlan(
          null,
          null,
          new CronPlan.Warning(
              "UnparseableSchedule",
              "unparseable schedule: \"" + job.getSpec().getSchedule() + "\" : " + e.getMessage()));
    }
    if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
      return new CronPlan(null, null, null);
    }
    Due due = due(schedule, earliest(job, now), now);
    Duration again =
        schedule.next(now).map(next -> Duration.between(now, next).plus(PADDING)).orElse(null);
    Instant time = due.time();
    if (time == null || isStarted(job, time)) {
      return new CronPlan(null, again, null);
    }
    Long deadline = job.getSpec().getStartingDeadlineSeconds();
    if (deadline != null && time.plusSeconds(deadline).isBefore(now)) {
      String missed = DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
      return new CronPlan(
          null,
          again,
          new CronPlan.Warning("MissSchedule", "Missed scheduled time to start a job: " + missed));
    }
    CronPlan.Warning warning =
        due.missed() > MANY
            ? new CronPlan.Warning(
                "TooManyMissedTimes",
                "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or"
                    + " check clock skew")
            : null;
    return new CronPlan(time, again, warning);
  }

  private static boolean isStarted(CronJob job, Instant time) {
    String last = job.getStatus() == null ? null : job.getStatus().getLastScheduleTime();
    return last != null && Instant.parse(last).equals(time);
  }

  /** Before this nothing is made up for. */
  private static Instant earliest(CronJob job, Instant now) {
    String last = job.getStatus() == null ? null : job.getStatus().getLastScheduleTime();
    Instant earliest =
        Instant.parse(last == null ? job.getMetadata().getCreationTimestamp() : last);
    Long deadline = job.getSpec().getStartingDeadlineSeconds();
    if (deadline != null && now.minusSeconds(deadline).isAfter(earliest)) {
      return now.minusSeconds(deadline);
    }
    return earliest;
  }

  /** Goes over the schedule in ever smaller steps, so that a long pause costs nothing. */
  private static Due due(CronSchedule schedule, Instant earliest, Instant now) {
    Optional<Instant> first = schedule.next(earliest);
    if (first.isEmpty() || first.get().isAfter(now)) {
      return new Due(null, 0);
    }
    Instant from = first.get();
    Optional<Instant> second = schedule.next(from);
    if (second.isEmpty() || second.get().isAfter(now)) {
      return new Due(from, 1);
    }
    Duration step = Duration.between(from, second.get());
    long missed = Duration.between(from, now).dividedBy(step) + 1;
    if (missed > 2) {
      Instant near = from.plus(step.multipliedBy(missed - 2));
      Optional<Instant> next = schedule.next(near);
      if (next.isPresent() && !next.get().isAfter(now)) {
        from = next.get();
      }
    }
    Instant newest = from;
    for (Optional<Instant> next = schedule.next(newest);
        next.isPresent() && !next.get().isAfter(now);
        next = schedule.next(newest)) {
      newest = next.get();
    }
    return new Due(newest, missed);
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
