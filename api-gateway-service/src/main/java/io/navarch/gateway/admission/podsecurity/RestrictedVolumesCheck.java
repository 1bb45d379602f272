package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Only volumes that hold nothing of the host's may be used. */
final class RestrictedVolumesCheck implements PodCheck {
  private static final List<String> ALLOWED =
      List.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");
  private static final List<String> KNOWN =
      List.of(
          "hostPath",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "gitRepo",
          "nfs",
          "iscsi",
          "glusterfs",
          "rbd",
          "flexVolume",
          "cinder",
          "cephfs",
          "flocker",
          "fc",
          "azureFile",
          "vsphereVolume",
          "quobyte",
          "azureDisk",
          "photonPersistentDisk",
          "portworxVolume",
          "scaleIO",
          "storageos");

  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    List<String> bad = new ArrayList<>(0);
    Set<String> types = new TreeSet<>();
    for (Map<String, Object> volume : CheckedPod.trees(pod.spec(), "volumes")) {
      if (ALLOWED.stream().allMatch(type -> volume.get(type) == null)) {
        bad.add(ApiObject.string(volume, "name"));
        types.add(KNOWN.stream().filter(t -> volume.get(t) != null).findFirst().orElse("unknown"));
      }
    }
    return bad.isEmpty()
        ? null
        : new Violation(
            "restricted volume types",
            Wording.counted("volume ", "volumes ", bad.size())
                + Wording.quoted(bad)
                + Wording.counted(" uses ", " use ", bad.size())
                + Wording.counted(
                    "restricted volume type ", "restricted volume types ", types.size())
                + Wording.quoted(types));
  }
}
