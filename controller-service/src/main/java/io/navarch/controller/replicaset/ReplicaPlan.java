package io.navarch.controller.replicaset;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** What brings the number of pods to the wanted one. */
sealed interface ReplicaPlan {

  record Create(int count) implements ReplicaPlan {}

  record Delete(List<Pod> pods) implements ReplicaPlan {}

  record Settled() implements ReplicaPlan {}
}
