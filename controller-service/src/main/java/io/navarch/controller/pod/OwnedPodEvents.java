package io.navarch.controller.pod;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.navarch.controller.loop.Expectations;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import org.jspecify.annotations.Nullable;

/** Brings an owner of one kind back when a pod of it appears, changes or goes. */
public record OwnedPodEvents(
    String ownerKind, WorkQueue<ObjectKey> queue, Expectations<ObjectKey> expectations)
    implements ResourceEventHandler<Pod> {

  @Override
  public void onAdd(Pod pod) {
    ObjectKey owner = owner(pod);
    if (owner != null) {
      if (PodFacts.terminating(pod)) {
        expectations.deletionObserved(owner, pod.getMetadata().getUid());
      } else {
        expectations.creationObserved(owner);
      }
      queue.add(owner);
    }
  }

  @Override
  public void onUpdate(Pod before, Pod after) {
    ObjectKey ownerBefore = owner(before);
    ObjectKey owner = owner(after);
    if (ownerBefore != null && !ownerBefore.equals(owner)) {
      queue.add(ownerBefore);
    }
    if (owner != null) {
      if (PodFacts.terminating(after)) {
        expectations.deletionObserved(owner, after.getMetadata().getUid());
      }
      queue.add(owner);
    }
  }

  @Override
  public void onDelete(Pod pod, boolean finalStateUnknown) {
    ObjectKey owner = owner(pod);
    if (owner != null) {
      expectations.deletionObserved(owner, pod.getMetadata().getUid());
      queue.add(owner);
    }
  }

  private @Nullable ObjectKey owner(Pod pod) {
    OwnerReference controller = Informers.controllerOf(pod);
    return controller != null && ownerKind.equals(controller.getKind())
        ? new ObjectKey(pod.getMetadata().getNamespace(), controller.getName())
        : null;
  }
}
