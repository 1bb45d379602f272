package io.navarch.controller.pod;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.navarch.model.client.Informers;
import java.util.ArrayList;
import java.util.List;

/**
 * Which objects an owner has, takes and gives up, by selector and owner reference.
 *
 * @param owned controlled by the owner and matched by its selector
 * @param adopt without a controller and matched
 * @param release controlled by the owner but no longer matched
 */
public record Claims<T extends HasMetadata>(List<T> owned, List<T> adopt, List<T> release) {

  /** An owner that is being deleted takes nothing and gives nothing up. */
  public static <T extends HasMetadata> Claims<T> of(
      HasMetadata owner, LabelSelector selector, Iterable<T> candidates) {
    boolean going = owner.getMetadata().getDeletionTimestamp() != null;
    List<T> owned = new ArrayList<>();
    List<T> adopt = new ArrayList<>();
    List<T> release = new ArrayList<>();
    for (T candidate : candidates) {
      OwnerReference controller = Informers.controllerOf(candidate);
      boolean matches = Selectors.matches(selector, candidate.getMetadata().getLabels());
      if (controller != null) {
        if (!controller.getUid().equals(owner.getMetadata().getUid())) {
          continue;
        }
        if (matches) {
          owned.add(candidate);
        } else if (!going) {
          release.add(candidate);
        }
      } else if (matches
          && !going
          && candidate.getMetadata().getDeletionTimestamp() == null
          && owner.getMetadata().getNamespace().equals(candidate.getMetadata().getNamespace())) {
        adopt.add(candidate);
      }
    }
    return new Claims<>(owned, adopt, release);
  }
}
