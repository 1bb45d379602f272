package io.navarch.controller.protection;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;

/**
 * Whether claims and volumes name a class of volume attributes, as wanted, in force or under way.
 */
final class AttributesClassUse {
  private AttributesClassUse() {}

  static boolean names(PersistentVolumeClaim claim, String name) {
    PersistentVolumeClaimStatus status = claim.getStatus();
    if (name.equals(claim.getSpec().getVolumeAttributesClassName())) {
      return true;
    }
    if (status == null) {
      return false;
    }
    return name.equals(status.getCurrentVolumeAttributesClassName())
        || (status.getModifyVolumeStatus() != null
            && name.equals(status.getModifyVolumeStatus().getTargetVolumeAttributesClassName()));
  }

  static boolean names(PersistentVolume volume, String name) {
    return name.equals(volume.getSpec().getVolumeAttributesClassName());
  }
}
