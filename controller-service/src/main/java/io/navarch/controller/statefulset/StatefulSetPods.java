package io.navarch.controller.statefulset;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.navarch.controller.history.RevisionHistory;
import io.navarch.controller.pod.PodControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pods and claims of a StatefulSet by their ordinals. */
final class StatefulSetPods {

  private StatefulSetPods() {}

  /** The ordinal at the end of a pod's name; -1 when the pod is not one of the set. */
  static int ordinal(StatefulSet set, Pod pod) {
    String prefix = set.getMetadata().getName() + "-";
    String name = pod.getMetadata().getName();
    if (!name.startsWith(prefix)) {
      return -1;
    }
    try {
      return Integer.parseInt(name.substring(prefix.length()));
    } catch (NumberFormatException other) {
      return -1;
    }
  }

  static String name(StatefulSet set, int ordinal) {
    return set.getMetadata().getName() + "-" + ordinal;
  }

  /** The lowest ordinal. */
  static int start(StatefulSet set) {
    return set.getSpec().getOrdinals() == null || set.getSpec().getOrdinals().getStart() == null
        ? 0
        : set.getSpec().getOrdinals().getStart();
  }

  /** The ordinal after the highest one. */
  static int end(StatefulSet set) {
    return start(set) + (set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas());
  }

  static boolean wants(StatefulSet set, int ordinal) {
    return ordinal >= start(set) && ordinal < end(set);
  }

  static @Nullable String revision(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels == null ? null : labels.get(RevisionHistory.POD_LABEL);
  }

  /**
   * @param revision name of the ControllerRevision that the template is of
   */
  static Pod pod(StatefulSet set, PodTemplateSpec template, String revision, int ordinal) {
    String name = name(set, ordinal);
    Pod pod =
        new PodBuilder(PodControl.fromTemplate(set, template))
            .editMetadata()
            .withGenerateName(null)
            .withName(name)
            .addToLabels("statefulset.kubernetes.io/pod-name", name)
            .addToLabels("apps.kubernetes.io/pod-index", Integer.toString(ordinal))
            .addToLabels(RevisionHistory.POD_LABEL, revision)
            .endMetadata()
            .editSpec()
            .withHostname(name)
            .withSubdomain(set.getSpec().getServiceName())
            .endSpec()
            .build();
    pod.getSpec().setVolumes(volumes(set, pod, ordinal));
    return pod;
  }

  /** The claims of an ordinal. */
  static List<PersistentVolumeClaim> claims(StatefulSet set, int ordinal) {
    return set.getSpec().getVolumeClaimTemplates().stream()
        .map(
            template ->
                new PersistentVolumeClaimBuilder(template)
                    .editMetadata()
                    .withName(claimName(set, template, ordinal))
                    .withNamespace(set.getMetadata().getNamespace())
                    .addToLabels(set.getSpec().getSelector().getMatchLabels())
                    .endMetadata()
                    .withStatus(null)
                    .build())
        .toList();
  }

  private static List<Volume> volumes(StatefulSet set, Pod pod, int ordinal) {
    List<Volume> volumes = new ArrayList<>();
    for (PersistentVolumeClaim template : set.getSpec().getVolumeClaimTemplates()) {
      volumes.add(
          new VolumeBuilder()
              .withName(template.getMetadata().getName())
              .withNewPersistentVolumeClaim(claimName(set, template, ordinal), false)
              .build());
    }
    pod.getSpec().getVolumes().stream()
        .filter(
            volume -> volumes.stream().noneMatch(each -> each.getName().equals(volume.getName())))
        .toList()
        .forEach(volumes::add);
    return volumes;
  }

  private static String claimName(StatefulSet set, PersistentVolumeClaim template, int ordinal) {
    return template.getMetadata().getName() + "-" + set.getMetadata().getName() + "-" + ordinal;
  }
}
