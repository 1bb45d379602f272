package io.navarch.controller.cronjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronPlannerTest {
  private static final Instant MADE = Instant.parse("2026-01-01T10:00:30Z");

  private static CronJob every(String schedule, String lastSchedule, Long deadline) {
    return new CronJobBuilder()
        .withNewMetadata()
        .withName("c")
        .withNamespace("n")
        .withCreationTimestamp(MADE.toString())
        .endMetadata()
        .withNewSpec()
        .withSchedule(schedule)
        .withStartingDeadlineSeconds(deadline)
        .withSuccessfulJobsHistoryLimit(1)
        .withFailedJobsHistoryLimit(0)
        .endSpec()
        .withNewStatus()
        .withLastScheduleTime(lastSchedule)
        .endStatus()
        .build();
  }

  private static Instant at(String time) {
    return Instant.parse("2026-01-01T" + time + "Z");
  }

  @Test
  void aJobStartsWhenItsTimeHasCome() {
    CronJob job = every("*/5 * * * *", null, null);
    CronPlan early = CronPlanner.plan(job, at("10:04:00"));
    assertThat(early.start()).isNull();
    assertThat(early.again()).isEqualTo(Duration.ofSeconds(60).plusMillis(100));
    CronPlan due = CronPlanner.plan(job, at("10:05:01"));
    assertThat(due.start()).isEqualTo(at("10:05:00"));
    assertThat(due.again()).isEqualTo(Duration.ofSeconds(299).plusMillis(100));
    assertThat(
            CronPlanner.plan(every("*/5 * * * *", "2026-01-01T10:05:00Z", null), at("10:06:00"))
                .start())
        .isNull();
  }

  @Test
  void onlyTheLastOfManyMissedTimesIsMadeUpFor() {
    CronPlan plan = CronPlanner.plan(every("* * * * *", null, null), at("14:30:30"));
    assertThat(plan.start()).isEqualTo(at("14:30:00"));
    assertThat(plan.warning().reason()).isEqualTo("TooManyMissedTimes");
    CronPlan late = CronPlanner.plan(every("0 * * * *", null, 60L), at("14:30:30"));
    assertThat(late.start()).isNull();
  }

  @Test
  void whatCannotBeReadOrIsSuspendedDoesNothing() {
    assertThat(CronPlanner.plan(every("soon", null, null), at("11:00:00")).warning().reason())
        .isEqualTo("UnparseableSchedule");
    CronJob suspended =
        new CronJobBuilder(every("* * * * *", null, null))
            .editSpec()
            .withSuspend(true)
            .endSpec()
            .build();
    assertThat(CronPlanner.plan(suspended, at("11:00:00")).start()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 6-16/4 * * 1-5 | 2026-01-01T10:00:30Z | 2026-01-01T10:30:00Z
          30 6-16/4 * * 1-5 | 2026-01-02T14:30:00Z | 2026-01-05T06:30:00Z
          0 0 13 * 5        | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z
          0 0 13 * *        | 2026-01-01T00:00:00Z | 2026-01-13T00:00:00Z
          0 0 * feb sun     | 2026-01-01T00:00:00Z | 2026-02-01T00:00:00Z
          0 0 * * 7         | 2026-01-01T00:00:00Z | 2026-01-04T00:00:00Z
          @hourly           | 2026-01-01T10:00:30Z | 2026-01-01T11:00:00Z
          @every 1h30m      | 2026-01-01T10:00:30Z | 2026-01-01T11:30:30Z
          5,10 * * * ?      | 2026-01-01T10:05:00Z | 2026-01-01T10:10:00Z
          """)
  void schedules(String schedule, Instant after, Instant next) {
    assertThat(CronSchedule.parse(schedule, CronSchedule.zone("")).next(after)).contains(next);
  }

  @Test
  void impossibleDatesAndZones() {
    assertThat(CronSchedule.parse("59 23 31 2 *", CronSchedule.zone("")).next(MADE)).isEmpty();
    assertThat(CronSchedule.parse("0 9 * * *", CronSchedule.zone("America/New_York")).next(MADE))
        .contains(Instant.parse("2026-01-01T14:00:00Z"));
    assertThatThrownBy(() -> CronSchedule.parse("60 * * * *", CronSchedule.zone("")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Job ended(String name, String how, String start) {
    return new JobBuilder()
        .withNewMetadata()
        .withName(name)
        .withUid(name)
        .endMetadata()
        .withNewStatus()
        .withStartTime(start)
        .withCompletionTime(start)
        .addNewCondition()
        .withType(how)
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  @Test
  void oldJobsGoAndTheLastSuccessIsKept() {
    CronJob owner = every("* * * * *", null, null);
    List<Job> jobs =
        List.of(
            ended("b", "Complete", "2026-01-01T10:02:00Z"),
            ended("a", "Complete", "2026-01-01T10:01:00Z"),
            ended("f", "Failed", "2026-01-01T10:03:00Z"));
    assertThat(CronHistory.surplus(owner, jobs))
        .extracting(job -> job.getMetadata().getName())
        .containsExactly("a", "f");
    assertThat(CronHistory.status(owner, jobs).getLastSuccessfulTime())
        .isEqualTo("2026-01-01T10:02:00Z");
  }
}
