package io.navarch.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a Deployment while a new status is worked out. */
final class DeploymentConditions {

  static final String PROGRESSING = "Progressing";
  static final String AVAILABLE = "Available";
  static final String REPLICA_FAILURE = "ReplicaFailure";

  private final List<DeploymentCondition> conditions;
  private final String now;

  DeploymentConditions(List<DeploymentCondition> before, Instant now) {
    this.conditions = new ArrayList<>(before);
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  List<DeploymentCondition> all() {
    return List.copyOf(conditions);
  }

  @Nullable DeploymentCondition find(String type) {
    for (DeploymentCondition condition : conditions) {
      if (type.equals(condition.getType())) {
        return condition;
      }
    }
    return null;
  }

  void remove(String type) {
    conditions.removeIf(condition -> type.equals(condition.getType()));
  }

  DeploymentCondition made(String type, String status, String reason, String message) {
    return new DeploymentConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastUpdateTime(now)
        .withLastTransitionTime(now)
        .build();
  }

  /** Sets a condition, unless one of the same status and reason stands. */
  void set(DeploymentCondition wanted) {
    DeploymentCondition standing = find(wanted.getType());
    if (standing != null
        && standing.getStatus().equals(wanted.getStatus())
        && String.valueOf(standing.getReason()).equals(wanted.getReason())) {
      return;
    }
    replace(wanted);
  }

  /** Sets a condition whatever stands; its transition time changes with its status only. */
  void replace(DeploymentCondition wanted) {
    DeploymentCondition standing = find(wanted.getType());
    DeploymentCondition after = new DeploymentConditionBuilder(wanted).build();
    if (standing != null && standing.getStatus().equals(wanted.getStatus())) {
      after.setLastTransitionTime(standing.getLastTransitionTime());
    }
    remove(wanted.getType());
    conditions.add(after);
  }
}
