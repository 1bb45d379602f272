package io.navarch.controller.replicaset;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** A ReplicationController is a ReplicaSet with an older selector; their status looks the same. */
final class ReplicationControllerForm {
  private static final KubernetesSerialization FORM =
      new KubernetesSerialization(new ObjectMapper(), false);

  private ReplicationControllerForm() {}

  /** Kind, version and identity stay the ReplicationController's own. */
  static ReplicaSet toSet(ReplicationController controller) {
    return new ReplicaSetBuilder()
        .withApiVersion("v1")
        .withKind("ReplicationController")
        .withMetadata(controller.getMetadata())
        .withNewSpec()
        .withReplicas(controller.getSpec().getReplicas())
        .withMinReadySeconds(controller.getSpec().getMinReadySeconds())
        .withSelector(
            new LabelSelectorBuilder().withMatchLabels(controller.getSpec().getSelector()).build())
        .withTemplate(controller.getSpec().getTemplate())
        .endSpec()
        .withStatus(
            controller.getStatus() == null
                ? null
                : FORM.convertValue(controller.getStatus(), ReplicaSetStatus.class))
        .build();
  }

  static ReplicationControllerStatus toStatus(ReplicaSetStatus status) {
    ReplicaSetStatus known =
        new ReplicaSetStatusBuilder(status).withTerminatingReplicas(null).build();
    return FORM.convertValue(known, ReplicationControllerStatus.class);
  }
}
