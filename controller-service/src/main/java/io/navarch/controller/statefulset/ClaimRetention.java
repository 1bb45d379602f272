package io.navarch.controller.statefulset;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.navarch.controller.pod.PodControl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who owns the claim of a pod, by the set's {@code persistentVolumeClaimRetentionPolicy}: the set
 * where claims go with it, the pod where claims go with pods that the set shrinks by. The garbage
 * collector does the rest.
 */
final class ClaimRetention {
  private ClaimRetention() {}

  /**
   * The owner references that the claim should have; null when it has them, or when somebody else
   * answers for it.
   *
   * @param surplus the set shrinks by the pod
   */
  static @Nullable List<OwnerReference> owners(
      StatefulSet set, Pod pod, PersistentVolumeClaim claim, boolean surplus) {
    List<OwnerReference> before = claim.getMetadata().getOwnerReferences();
    if (before.stream().anyMatch(ref -> isStale(ref, set) || isStale(ref, pod))) {
      return null;
    }
    List<OwnerReference> owners = new ArrayList<>(before);
    owners.removeIf(ref -> names(ref, set) || names(ref, pod));
    boolean managedElsewhere =
        owners.stream().anyMatch(ref -> Boolean.TRUE.equals(ref.getController()));
    boolean withPod = surplus && deletes(set, true);
    if (withPod && !managedElsewhere) {
      owners.add(PodControl.controllerReference(pod));
    } else if (deletes(set, false) && !managedElsewhere) {
      owners.add(PodControl.controllerReference(set));
    }
    return owners.equals(before) ? null : owners;
  }

  /** Does the claim go with a pod that is gone, so that a new pod must wait for a new claim? */
  static boolean isStale(StatefulSet set, String pod, PersistentVolumeClaim claim) {
    return deletes(set, true)
        && (claim.getMetadata().getDeletionTimestamp() != null
            || claim.getMetadata().getOwnerReferences().stream()
                .anyMatch(ref -> ref.getKind().equals("Pod") && ref.getName().equals(pod)));
  }

  private static boolean deletes(StatefulSet set, boolean whenScaled) {
    var policy = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
    return policy != null
        && "Delete".equals(whenScaled ? policy.getWhenScaled() : policy.getWhenDeleted());
  }

  private static boolean names(OwnerReference ref, HasMetadata object) {
    return ref.getKind().equals(object.getKind())
        && ref.getApiVersion().equals(object.getApiVersion())
        && ref.getName().equals(object.getMetadata().getName());
  }

  private static boolean isStale(OwnerReference ref, HasMetadata object) {
    return names(ref, object) && !ref.getUid().equals(object.getMetadata().getUid());
  }
}
