package io.navarch.controller.cronjob;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the jobs of a CronJob say of its past. Pure. */
final class CronHistory {
  private static final Comparator<Job> OLDEST_FIRST =
      Comparator.comparing(
              CronHistory::startTime, Comparator.nullsLast(Comparator.<String>naturalOrder()))
          .thenComparing(job -> job.getMetadata().getName());

  private CronHistory() {}

  static @Nullable String startTime(Job job) {
    return job.getStatus() == null ? null : job.getStatus().getStartTime();
  }

  /** {@code Complete}, {@code Failed} or empty for a job that has not ended. */
  static String end(Job job) {
    if (job.getStatus() == null) {
      return "";
    }
    return job.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("Complete") || c.getType().equals("Failed"))
        .filter(c -> c.getStatus().equals("True"))
        .map(c -> c.getType())
        .findFirst()
        .orElse("");
  }

  /** Ended jobs beyond the numbers that are kept. */
  static List<Job> surplus(CronJob owner, List<Job> jobs) {
    List<Job> surplus =
        new ArrayList<>(oldest(jobs, "Complete", owner.getSpec().getSuccessfulJobsHistoryLimit()));
    surplus.addAll(oldest(jobs, "Failed", owner.getSpec().getFailedJobsHistoryLimit()));
    return surplus;
  }

  private static List<Job> oldest(List<Job> jobs, String end, @Nullable Integer kept) {
    if (kept == null) {
      return List.of();
    }
    List<Job> ended =
        jobs.stream().filter(job -> end(job).equals(end)).sorted(OLDEST_FIRST).toList();
    return ended.subList(0, Math.max(0, ended.size() - kept));
  }

  /** The status with those active jobs that are still there and have not ended. */
  static CronJobStatus status(CronJob owner, List<Job> jobs) {
    CronJobStatus before = owner.getStatus() == null ? new CronJobStatus() : owner.getStatus();
    List<ObjectReference> active =
        before.getActive().stream()
            .filter(
                reference ->
                    jobs.stream()
                        .anyMatch(
                            job ->
                                job.getMetadata().getUid().equals(reference.getUid())
                                    && end(job).isEmpty()))
            .toList();
    String last = before.getLastSuccessfulTime();
    for (Job job : jobs) {
      String completed = job.getStatus() == null ? null : job.getStatus().getCompletionTime();
      if (end(job).equals("Complete")
          && completed != null
          && (last == null || completed.compareTo(last) > 0)) {
        last = completed;
      }
    }
    return new CronJobStatusBuilder(before).withActive(active).withLastSuccessfulTime(last).build();
  }
}
