package io.navarch.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.navarch.controller.pod.PodFacts;
import io.navarch.controller.replicaset.DeletionRank;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decides the next step of a Job. */
final class JobPlanner {

  static final String TRACKING = "batch.kubernetes.io/job-tracking";

  private static final String REACHED = "Reached expected number of succeeded pods";

  private final Job job;
  private final JobSpec spec;
  private final List<Pod> pods;
  private final Instant now;
  private final JobStatus before;
  private final JobConditions conditions;
  private final JobTally tally;
  private final List<JobPlan.Note> notes = new ArrayList<>();
  private final List<Pod> delete = new ArrayList<>();
  private final List<JobPlan.NewPod> create = new ArrayList<>();
  private @Nullable Duration lookAgain;
  private @Nullable String startTime;
  private @Nullable String completionTime;

  private JobPlanner(Job job, List<Pod> pods, Instant now) {
    this.job = job;
    this.spec = job.getSpec();
    this.pods = pods;
    this.now = now;
    this.before = job.getStatus() == null ? new JobStatus() : job.getStatus();
    this.conditions = new JobConditions(before.getConditions(), now);
    this.tally = JobTally.of(job, pods);
    this.startTime = before.getStartTime();
    this.completionTime = before.getCompletionTime();
  }

  /**
   * @param pods those of the Job, with those that have ended but are not counted yet
   * @param mayChangePods false while creations or deletions asked for earlier have not been seen
   */
  static JobPlan plan(
      Job job, List<Pod> pods, JobBackoff backoff, boolean mayChangePods, Instant now) {
    return new JobPlanner(job, pods, now).plan(backoff, mayChangePods);
  }

  private JobPlan plan(JobBackoff backoff, boolean mayChangePods) {
    boolean suspended = Boolean.TRUE.equals(spec.getSuspend());
    if (startTime == null && !suspended) {
      startTime = text(now);
    }
    judge();
    if (conditions.ending()) {
      delete.addAll(tally.active());
      finishWhenAllEnded();
    } else if (suspended) {
      delete.addAll(tally.active());
      noteSuspension();
    } else {
      noteResumption();
      if (mayChangePods) {
        adjust(backoff);
      }
    }
    if (!mayChangePods) {
      delete.clear();
    }
    return new JobPlan(delete, create, status(), tally.untrack(), notes, lookAgain);
  }

  /** Has the Job reached its end, one way or the other? */
  private void judge() {
    if (conditions.ending()) {
      return;
    }
    String policyFailure = tally.jobFailure();
    if (policyFailure != null) {
      conditions.set("FailureTarget", true, "PodFailurePolicy", policyFailure);
    } else if (tally.failed() > backoffLimit() || pastBackoffLimit()) {
      conditions.set(
          "FailureTarget",
          true,
          "BackoffLimitExceeded",
          "Job has reached the specified backoff limit");
    } else if (pastDeadline()) {
      conditions.set(
          "FailureTarget",
          true,
          "DeadlineExceeded",
          "Job was active longer than specified deadline");
    } else if (!failedIndexes()) {
      judgeSuccess();
    }
  }

  /** Have indexes that may not be tried again ended the Job? */
  private boolean failedIndexes() {
    IndexFailures failures = tally.indexFailures();
    if (failures == null || failures.failed().isEmpty()) {
      return false;
    }
    int failed = failures.failed().size();
    if (spec.getMaxFailedIndexes() != null && failed > spec.getMaxFailedIndexes()) {
      return conditions.set(
          "FailureTarget",
          true,
          "MaxFailedIndexesExceeded",
          "Job has exceeded the specified maximal number of failed indexes");
    }
    if (failed + tally.succeeded() >= count(spec.getCompletions())) {
      return conditions.set("FailureTarget", true, "FailedIndexes", "Job has failed indexes");
    }
    return false;
  }

  private void judgeSuccess() {
    String policy = indexed() ? SuccessPolicies.met(job, tally.completedIndexes()) : null;
    if (policy != null) {
      conditions.set("SuccessCriteriaMet", true, "SuccessPolicy", policy);
    } else if (complete()) {
      conditions.set("SuccessCriteriaMet", true, "CompletionsReached", REACHED);
    }
  }

  private int backoffLimit() {
    Integer limit = spec.getBackoffLimit();
    return limit == null ? (spec.getBackoffLimitPerIndex() == null ? 6 : Integer.MAX_VALUE) : limit;
  }

  /** Containers that restart in place count against the limit too. */
  private boolean pastBackoffLimit() {
    if (!"OnFailure".equals(spec.getTemplate().getSpec().getRestartPolicy())) {
      return false;
    }
    int restarts = 0;
    for (Pod pod : pods) {
      String phase = PodFacts.phase(pod);
      if ((phase.equals("Running") || phase.equals("Pending")) && pod.getStatus() != null) {
        restarts +=
            pod.getStatus().getContainerStatuses().stream()
                .mapToInt(status -> count(status.getRestartCount()))
                .sum();
        restarts +=
            pod.getStatus().getInitContainerStatuses().stream()
                .mapToInt(status -> count(status.getRestartCount()))
                .sum();
      }
    }
    return backoffLimit() == 0 ? restarts > 0 : restarts >= backoffLimit();
  }

  private boolean pastDeadline() {
    Instant started = PodFacts.time(startTime);
    Long deadline = spec.getActiveDeadlineSeconds();
    if (deadline == null || started == null || Boolean.TRUE.equals(spec.getSuspend())) {
      return false;
    }
    Instant end = started.plusSeconds(deadline);
    if (end.isAfter(now)) {
      sooner(Duration.between(now, end));
      return false;
    }
    return true;
  }

  private boolean complete() {
    Integer completions = spec.getCompletions();
    if (completions == null) {
      return tally.succeeded() > 0 && tally.active().isEmpty();
    }
    return tally.succeeded() >= completions;
  }

  /** The last word is said only when every pod has ended and is counted. */
  private void finishWhenAllEnded() {
    if (!tally.active().isEmpty() || tally.terminating() > 0 || !tally.uncountedIsEmpty()) {
      return;
    }
    JobCondition failure = conditions.standing("FailureTarget");
    if (failure != null) {
      conditions.set("Failed", true, failure.getReason(), failure.getMessage());
      notes.add(new JobPlan.Note(true, failure.getReason(), failure.getMessage()));
      return;
    }
    JobCondition success = conditions.standing("SuccessCriteriaMet");
    if (success != null) {
      conditions.set("Complete", true, success.getReason(), success.getMessage());
      completionTime = text(now);
      notes.add(new JobPlan.Note(false, "Completed", "Job completed"));
    }
  }

  private void noteSuspension() {
    startTime = null;
    if (conditions.set("Suspended", true, "JobSuspended", "Job suspended")) {
      notes.add(new JobPlan.Note(false, "Suspended", "Job suspended"));
    }
  }

  private void noteResumption() {
    if (conditions.set("Suspended", false, "JobResumed", "Job resumed")) {
      startTime = text(now);
      notes.add(new JobPlan.Note(false, "Resumed", "Job resumed"));
    }
  }

  private void adjust(JobBackoff backoff) {
    int active = tally.active().size();
    int wanted = wantedActive(active);
    if (active > wanted) {
      DeletionRank.order(tally.active(), List.of(), now).stream()
          .limit(active - wanted)
          .forEach(delete::add);
      return;
    }
    int occupied = active + (replacesOnlyFailed() ? tally.terminating() : 0);
    int missing = Math.min(wanted - occupied, 500);
    if (missing <= 0) {
      return;
    }
    IndexFailures failures = tally.indexFailures();
    Duration wait = failures == null ? backoff.left(now) : Duration.ZERO;
    if (!wait.isZero()) {
      sooner(wait);
    } else if (failures != null) {
      freeIndexes(missing).forEach(index -> retry(index, failures));
    } else if (indexed()) {
      freeIndexes(missing).forEach(index -> create.add(new JobPlan.NewPod(index, null)));
    } else {
      create.addAll(Collections.nCopies(missing, new JobPlan.NewPod(null, null)));
    }
  }

  private void retry(int index, IndexFailures failures) {
    Duration wait = failures.left(index, now);
    if (wait.isZero()) {
      create.add(new JobPlan.NewPod(index, failures.before(index)));
    } else {
      sooner(wait);
    }
  }

  private int wantedActive(int active) {
    int parallelism = spec.getParallelism() == null ? 1 : spec.getParallelism();
    Integer completions = spec.getCompletions();
    if (completions == null) {
      return tally.succeeded() > 0 ? Math.min(active, parallelism) : parallelism;
    }
    return Math.max(0, Math.min(parallelism, completions - tally.succeeded()));
  }

  private boolean replacesOnlyFailed() {
    return "Failed".equals(spec.getPodReplacementPolicy()) || spec.getPodFailurePolicy() != null;
  }

  private boolean indexed() {
    return "Indexed".equals(spec.getCompletionMode());
  }

  private List<Integer> freeIndexes(int wanted) {
    SortedSet<Integer> taken = new TreeSet<>(tally.completedIndexes());
    if (tally.indexFailures() != null) {
      taken.addAll(tally.indexFailures().failed());
    }
    for (Pod pod : pods) {
      Integer index = Indexes.of(pod);
      boolean occupies = PodFacts.active(pod) || (replacesOnlyFailed() && !PodFacts.finished(pod));
      if (index != null && occupies) {
        taken.add(index);
      }
    }
    List<Integer> free = new ArrayList<>();
    int completions = spec.getCompletions() == null ? 0 : spec.getCompletions();
    for (int index = 0; index < completions && free.size() < wanted; index++) {
      if (!taken.contains(index)) {
        free.add(index);
      }
    }
    return free;
  }

  private JobStatus status() {
    boolean over = conditions.standing("Complete") != null || conditions.standing("Failed") != null;
    int active = over ? 0 : tally.active().size() - delete.size() + create.size();
    int terminating = over ? 0 : tally.terminating() + delete.size();
    IndexFailures failures = tally.indexFailures();
    return new JobStatusBuilder(before)
        .withActive(active <= 0 ? null : active)
        .withReady(over ? Integer.valueOf(0) : Integer.valueOf(tally.ready()))
        .withTerminating(terminating)
        .withSucceeded(orNull(tally.countedSucceeded()))
        .withFailed(orNull(tally.countedFailed()))
        .withFailedIndexes(failures == null ? null : Indexes.format(failures.failed()))
        .withCompletedIndexes(indexed() ? Indexes.format(tally.completedIndexes()) : null)
        .withUncountedTerminatedPods(tally.uncounted())
        .withStartTime(startTime)
        .withCompletionTime(completionTime)
        .withConditions(conditions.all())
        .build();
  }

  private void sooner(Duration wait) {
    if (lookAgain == null || wait.compareTo(lookAgain) < 0) {
      lookAgain = wait.plusMillis(10);
    }
  }

  private static String text(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static int count(@Nullable Integer counted) {
    return counted == null ? 0 : counted;
  }

  private static @Nullable Integer orNull(int count) {
    return count == 0 ? null : count;
  }
}
