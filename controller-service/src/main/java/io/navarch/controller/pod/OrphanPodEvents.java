package io.navarch.controller.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.navarch.model.client.Informers;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Tells of pods that nobody controls when they appear, lose their controller or change their
 * labels: somebody's selector may match them now.
 */
public record OrphanPodEvents(Consumer<Pod> found) implements ResourceEventHandler<Pod> {

  @Override
  public void onAdd(Pod pod) {
    if (Informers.controllerOf(pod) == null) {
      found.accept(pod);
    }
  }

  @Override
  public void onUpdate(Pod before, Pod after) {
    if (Informers.controllerOf(after) == null
        && (Informers.controllerOf(before) != null
            || !Objects.equals(
                before.getMetadata().getLabels(), after.getMetadata().getLabels()))) {
      found.accept(after);
    }
  }

  @Override
  public void onDelete(Pod pod, boolean finalStateUnknown) {
    // an orphan that is gone matters to nobody
  }
}
