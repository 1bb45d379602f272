package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.navarch.model.client.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where sets of replicas come from and where their status goes, whatever kind they are of. */
interface ReplicaSource {
  @Nullable ReplicaSet find(ObjectKey key);

  /** The sets that the owner of the uid controls. */
  List<ReplicaSet> controlledBy(String uid);

  void writeStatus(ReplicaSet set, ReplicaSetStatus status);
}
