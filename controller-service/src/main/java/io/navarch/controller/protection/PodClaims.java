package io.navarch.controller.protection;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The claims that a pod uses, by name. */
final class PodClaims {
  private PodClaims() {}

  static List<String> of(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .map(volume -> claim(pod, volume))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Only pods that have a node count: others cannot start with a claim that is going. */
  static boolean uses(Pod pod, String claim) {
    return pod.getSpec().getNodeName() != null
        && !pod.getSpec().getNodeName().isEmpty()
        && of(pod).contains(claim);
  }

  private static @Nullable String claim(Pod pod, Volume volume) {
    if (volume.getPersistentVolumeClaim() != null) {
      return volume.getPersistentVolumeClaim().getClaimName();
    }
    return volume.getEphemeral() == null
        ? null
        : pod.getMetadata().getName() + "-" + volume.getName();
  }
}
