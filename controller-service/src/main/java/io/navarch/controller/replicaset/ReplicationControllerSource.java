package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ReplicationControllers as sets of replicas. */
record ReplicationControllerSource(
    KubernetesClient client, SharedIndexInformer<ReplicationController> controllers)
    implements ReplicaSource {

  @Override
  public @Nullable ReplicaSet find(ObjectKey key) {
    ReplicationController controller = Informers.find(controllers, key);
    return controller == null ? null : ReplicationControllerForm.toSet(controller);
  }

  @Override
  public List<ReplicaSet> controlledBy(String uid) {
    return Informers.controlledBy(controllers, uid).stream()
        .map(ReplicationControllerForm::toSet)
        .toList();
  }

  @Override
  public void writeStatus(ReplicaSet set, ReplicaSetStatus status) {
    ReplicationController controller = Informers.find(controllers, ObjectKey.of(set));
    ReplicationControllerStatus wanted = ReplicationControllerForm.toStatus(status);
    if (controller != null && !wanted.equals(controller.getStatus())) {
      client
          .resource(new ReplicationControllerBuilder(controller).withStatus(wanted).build())
          .updateStatus();
    }
  }
}
