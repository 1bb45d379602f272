package io.navarch.controller.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicationControllerFormTest {
  @Test
  void aReplicationControllerIsASetAndBack() {
    ReplicationController controller =
        new ReplicationControllerBuilder()
            .withNewMetadata()
            .withName("rc")
            .withUid("u")
            .endMetadata()
            .withNewSpec()
            .withReplicas(2)
            .withSelector(Map.of("a", "b"))
            .endSpec()
            .withNewStatus()
            .withReplicas(1)
            .addNewCondition()
            .withType("ReplicaFailure")
            .withStatus("True")
            .endCondition()
            .endStatus()
            .build();
    ReplicaSet set = ReplicationControllerForm.toSet(controller);
    assertThat(set.getKind()).isEqualTo("ReplicationController");
    assertThat(set.getMetadata().getUid()).isEqualTo("u");
    assertThat(set.getSpec().getSelector().getMatchLabels()).containsEntry("a", "b");
    assertThat(set.getStatus().getConditions().getFirst().getType()).isEqualTo("ReplicaFailure");
    assertThat(
            ReplicationControllerForm.toStatus(
                new ReplicaSetStatusBuilder(set.getStatus()).withTerminatingReplicas(3).build()))
        .isEqualTo(controller.getStatus());
  }
}
