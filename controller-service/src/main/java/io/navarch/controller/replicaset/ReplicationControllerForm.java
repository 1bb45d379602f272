package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;

/** A ReplicationController is a ReplicaSet with an older selector. */
final class ReplicationControllerForm {
  private ReplicationControllerForm() {}

  /** Kind, version and identity stay the ReplicationController's own. */
  static ReplicaSet toSet(ReplicationController controller) {
    ReplicaSetBuilder set =
        new ReplicaSetBuilder()
            .withApiVersion("v1")
            .withKind("ReplicationController")
            .withMetadata(controller.getMetadata())
            .withNewSpec()
            .withReplicas(controller.getSpec().getReplicas())
            .withMinReadySeconds(controller.getSpec().getMinReadySeconds())
            .withSelector(
                new LabelSelectorBuilder()
                    .withMatchLabels(controller.getSpec().getSelector())
                    .build())
            .withTemplate(controller.getSpec().getTemplate())
            .endSpec();
    ReplicationControllerStatus status = controller.getStatus();
    if (status != null) {
      ReplicaSetStatusBuilder converted =
          new ReplicaSetStatusBuilder()
              .withReplicas(status.getReplicas())
              .withFullyLabeledReplicas(status.getFullyLabeledReplicas())
              .withReadyReplicas(status.getReadyReplicas())
              .withAvailableReplicas(status.getAvailableReplicas())
              .withObservedGeneration(status.getObservedGeneration());
      status
          .getConditions()
          .forEach(
              c ->
                  converted
                      .addNewCondition()
                      .withType(c.getType())
                      .withStatus(c.getStatus())
                      .withReason(c.getReason())
                      .withMessage(c.getMessage())
                      .withLastTransitionTime(c.getLastTransitionTime())
                      .endCondition());
      set.withStatus(converted.build());
    }
    return set.build();
  }

  static ReplicationControllerStatus toStatus(ReplicaSetStatus status) {
    ReplicationControllerStatusBuilder converted =
        new ReplicationControllerStatusBuilder()
            .withReplicas(status.getReplicas())
            .withFullyLabeledReplicas(status.getFullyLabeledReplicas())
            .withReadyReplicas(status.getReadyReplicas())
            .withAvailableReplicas(status.getAvailableReplicas())
            .withObservedGeneration(status.getObservedGeneration());
    status
        .getConditions()
        .forEach(
            c ->
                converted
                    .addNewCondition()
                    .withType(c.getType())
                    .withStatus(c.getStatus())
                    .withReason(c.getReason())
                    .withMessage(c.getMessage())
                    .withLastTransitionTime(c.getLastTransitionTime())
                    .endCondition());
    return converted.build();
  }
}
