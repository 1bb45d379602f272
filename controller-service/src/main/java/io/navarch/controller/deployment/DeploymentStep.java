package io.navarch.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import org.jspecify.annotations.Nullable;

/** One write of a Deployment's plan. */
sealed interface DeploymentStep {

  record CreateReplicaSet(ReplicaSet wanted) implements DeploymentStep {}

  /**
   * @param scaling what to say in an event; null when the size stays
   */
  record UpdateReplicaSet(ReplicaSet after, @Nullable String scaling) implements DeploymentStep {}

  record DeleteReplicaSet(ReplicaSet set) implements DeploymentStep {}

  /** Puts the newest ReplicaSet's revision on the Deployment. */
  record SetRevision(String revision) implements DeploymentStep {}

  record WriteStatus(DeploymentStatus status) implements DeploymentStep {}
}
