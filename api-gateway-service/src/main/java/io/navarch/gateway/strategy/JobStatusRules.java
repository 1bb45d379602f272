package io.navarch.gateway.strategy;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules for writing a job's status: a job that ended stays ended, and says how it did. Most are
 * looked at only where what they are about changed, so that older states can still be written.
 */
final class JobStatusRules {
  private final Field status;
  private final Field old;
  private final Field spec;

  private JobStatusRules(Field status, Field old, Field spec) {
    this.status = status;
    this.old = old;
    this.spec = spec;
  }

  static void check(Field job, Field old) {
    JobStatusRules rules = new JobStatusRules(job.at("status"), old.at("status"), job.at("spec"));
    rules.counts();
    rules.completion();
    rules.times();
    rules.outcome();
    rules.finished();
    rules.indexes();
    rules.pods();
    rules.success();
    rules.changes();
  }

  private static boolean isTrue(Field status, String condition) {
    return has(status, condition, "True");
  }

  private static boolean has(Field status, String condition, String value) {
    return status.at("conditions").each().stream()
        .anyMatch(c -> c.at("type").is(condition) && c.at("status").is(value));
  }

  private boolean is(String condition) {
    return isTrue(status, condition);
  }

  private boolean turned(String condition) {
    return is(condition) != isTrue(old, condition);
  }

  private boolean changed(String member) {
    return !status.at(member).sameAs(old.at(member));
  }

  private static boolean isFinished(Field status) {
    return isTrue(status, "Complete") || isTrue(status, "Failed");
  }

  private boolean finishedNow() {
    return isFinished(status) != isFinished(old);
  }

  private void counts() {
    for (String count : List.of("active", "succeeded", "failed", "ready", "terminating")) {
      status.at(count).notNegative();
    }
    Set<String> seen = new HashSet<>();
    for (String list : List.of("succeeded", "failed")) {
      for (Field uid : status.at("uncountedTerminatedPods", list).each()) {
        if (uid.isEmpty()) {
          uid.invalid("must not be empty");
        } else if (!seen.add(uid.string())) {
          uid.duplicate();
        }
      }
    }
  }

  private void completion() {
    Field conditions = status.at("conditions");
    boolean complete = is("Complete");
    if (complete && is("Failed") && (turned("Complete") || turned("Failed"))) {
      conditions.invalidOmitted("cannot set Complete=True and Failed=true conditions");
    }
    if (complete && is("FailureTarget") && (turned("Complete") || turned("FailureTarget"))) {
      conditions.invalidOmitted("cannot set Complete=True and FailureTarget=true conditions");
    }
  }

  /** What must have been said before a job is complete or failed. */
  private void outcome() {
    Field conditions = status.at("conditions");
    if (is("Failed") && !is("FailureTarget") && (turned("Failed") || changed("failedIndexes"))) {
      conditions.invalidOmitted(
          "cannot set Failed=True condition without the FailureTarget=true condition");
    }
    if (is("Complete")
        && !is("SuccessCriteriaMet")
        && (turned("Complete") || turned("SuccessCriteriaMet"))) {
      conditions.invalidOmitted(
          "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
    }
  }

  private void pods() {
    Field terminating = status.at("terminating");
    if (isFinished(status)
        && terminating.number() > 0
        && (finishedNow() || changed("terminating"))) {
      terminating.invalid("terminating>0 is invalid for finished job");
    }
    if ((changed("ready") || changed("active"))
        && status.at("ready").number() > status.at("active").number()) {
      status.at("ready").invalid("cannot set more ready pods than active");
    }
  }

  private void success() {
    Field conditions = status.at("conditions");
    boolean met = is("SuccessCriteriaMet");
    if (met && is("Failed")) {
      conditions.invalidOmitted("cannot set SuccessCriteriaMet=True and Failed=true conditions");
    }
    if (met && is("FailureTarget")) {
      conditions.invalidOmitted(
          "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
    }
    if (spec.at("successPolicy").isSet() && !met && is("Complete")) {
      conditions.invalidOmitted(
          "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
    }
  }

  private void times() {
    Field end = status.at("completionTime");
    Field start = status.at("startTime");
    if (turned("Complete") || changed("completionTime")) {
      if (end.isSet() && !is("Complete")) {
        end.invalid("cannot set completionTime when there is no Complete=True condition");
      } else if (!end.isSet() && is("Complete")) {
        end.required("completionTime is required for Complete jobs");
      }
    }
    if ((changed("startTime") || changed("completionTime"))
        && start.isSet()
        && end.isSet()
        && Instant.parse(end.string()).isBefore(Instant.parse(start.string()))) {
      end.invalid("must be equal to or after `startTime`");
    }
  }

  private void finished() {
    if (!isFinished(status)) {
      return;
    }
    Field active = status.at("active");
    if (active.number() > 0 && (finishedNow() || changed("active"))) {
      active.invalid("active>0 is invalid for finished job");
    }
    boolean nothingToDo =
        spec.at("suspend").isTrue()
            && spec.at("completions").isSet()
            && spec.at("completions").isEmpty();
    if (!status.at("startTime").isSet()
        && !nothingToDo
        && (finishedNow() || changed("startTime"))) {
      status.at("startTime").required("startTime is required for finished job");
    }
    Field uncounted = status.at("uncountedTerminatedPods");
    if (uncounted.at("succeeded").size() + uncounted.at("failed").size() > 0
        && (finishedNow() || changed("uncountedTerminatedPods"))) {
      uncounted.invalid("must be empty for finished job");
    }
  }

  private void indexes() {
    Field completed = status.at("completedIndexes");
    Field failed = status.at("failedIndexes");
    boolean counted = spec.at("completions").isSet();
    long completions = spec.at("completions").number();
    JobIndexes succeeded = JobIndexes.parse(completed.string(), completions);
    JobIndexes lost = JobIndexes.parse(failed.string(), completions);
    if (changed("completedIndexes")) {
      if (counted && !succeeded.error().isEmpty()) {
        completed.invalid("error parsing completedIndexes: " + succeeded.error());
      }
      if (!completed.isEmpty() && !spec.at("completionMode").is("Indexed")) {
        completed.invalid("cannot set non-empty completedIndexes when non-indexed completion mode");
      }
    }
    if (changed("failedIndexes") && failed.isSet()) {
      if (!spec.at("backoffLimitPerIndex").isSet()) {
        failed.invalid("cannot set non-null failedIndexes when backoffLimitPerIndex is null");
      } else if (counted && !lost.error().isEmpty()) {
        failed.invalid("error parsing failedIndexes: " + lost.error());
      }
    }
    if (counted && (changed("failedIndexes") || changed("completedIndexes"))) {
      lost.overlap(succeeded)
          .ifPresent(
              index ->
                  failed.invalid("failedIndexes and completedIndexes overlap at index: " + index));
    }
  }

  private void changes() {
    Field conditions = status.at("conditions");
    for (String terminal : List.of("Failed", "Complete", "FailureTarget")) {
      if (isTrue(old, terminal) && !is(terminal)) {
        conditions.invalidOmitted("cannot disable the terminal " + terminal + "=True condition");
      }
    }
    if (isTrue(old, "SuccessCriteriaMet") && !is("SuccessCriteriaMet")) {
      conditions.invalidOmitted("cannot disable the SuccessCriteriaMet=True condition");
    }
    if (isTrue(old, "Complete") && !isTrue(old, "SuccessCriteriaMet") && is("SuccessCriteriaMet")) {
      conditions.invalidOmitted(
          "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
    }
    if (status.at("failed").number() < old.at("failed").number()) {
      status
          .at("failed")
          .invalid(status.at("failed").number(), "cannot decrease the failed counter");
    }
    boolean elastic =
        spec.at("completionMode").is("Indexed")
            && spec.at("completions").sameAs(spec.at("parallelism"));
    if (!elastic && status.at("succeeded").number() < old.at("succeeded").number()) {
      status
          .at("succeeded")
          .invalid(status.at("succeeded").number(), "cannot decrease the succeeded counter");
    }
    Field end = status.at("completionTime");
    if (end.isSet() && old.at("completionTime").isSet() && changed("completionTime")) {
      end.invalid(Field.IMMUTABLE);
    }
    boolean resumes = isTrue(old, "Suspended") && has(status, "Suspended", "False");
    if (old.at("startTime").isSet()
        && changed("startTime")
        && !resumes
        && !spec.at("suspend").isTrue()) {
      status.at("startTime").invalid("field is immutable for unsuspended job once set");
    }
  }
}
