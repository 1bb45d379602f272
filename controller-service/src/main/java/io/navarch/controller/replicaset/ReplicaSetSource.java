package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ReplicaSets themselves. */
record ReplicaSetSource(KubernetesClient client, SharedIndexInformer<ReplicaSet> sets)
    implements ReplicaSource {

  @Override
  public @Nullable ReplicaSet find(ObjectKey key) {
    return Informers.find(sets, key);
  }

  @Override
  public List<ReplicaSet> controlledBy(String uid) {
    return Informers.controlledBy(sets, uid);
  }

  @Override
  public void writeStatus(ReplicaSet set, ReplicaSetStatus status) {
    client.resource(new ReplicaSetBuilder(set).withStatus(status).build()).updateStatus();
  }
}
