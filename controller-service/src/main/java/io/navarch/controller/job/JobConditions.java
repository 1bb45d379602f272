package io.navarch.controller.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a Job while a new status is worked out. */
final class JobConditions {

  private final List<JobCondition> conditions;
  private final String now;

  JobConditions(List<JobCondition> before, Instant now) {
    this.conditions = new ArrayList<>(before);
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static boolean finished(Job job) {
    return job.getStatus() != null
        && job.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    "True".equals(condition.getStatus())
                        && ("Complete".equals(condition.getType())
                            || "Failed".equals(condition.getType())));
  }

  List<JobCondition> all() {
    return List.copyOf(conditions);
  }

  @Nullable JobCondition standing(String type) {
    return conditions.stream()
        .filter(condition -> type.equals(condition.getType()))
        .filter(condition -> "True".equals(condition.getStatus()))
        .findFirst()
        .orElse(null);
  }

  /** Is it decided how the Job ends, though pods may still run? */
  boolean ending() {
    return standing("FailureTarget") != null || standing("SuccessCriteriaMet") != null;
  }

  /**
   * Sets a condition; true when that changes anything. A condition that is new and false is not.
   */
  boolean set(String type, boolean status, String reason, String message) {
    String text = status ? "True" : "False";
    JobCondition before =
        conditions.stream()
            .filter(condition -> type.equals(condition.getType()))
            .findFirst()
            .orElse(null);
    if (before == null && !status) {
      return false;
    }
    if (before != null
        && text.equals(before.getStatus())
        && reason.equals(before.getReason())
        && message.equals(before.getMessage())) {
      return false;
    }
    boolean moved = before == null || !text.equals(before.getStatus());
    JobCondition after =
        new JobConditionBuilder()
            .withType(type)
            .withStatus(text)
            .withReason(reason)
            .withMessage(message)
            .withLastProbeTime(now)
            .withLastTransitionTime(moved || before == null ? now : before.getLastTransitionTime())
            .build();
    if (before == null) {
      conditions.add(after);
    } else {
      conditions.set(conditions.indexOf(before), after);
    }
    return true;
  }
}
