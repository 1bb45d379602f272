package io.navarch.gateway.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Texts for users of volumes and storage classes with deprecated fields. */
final class StorageWarnings {
  private static final String STORAGE_CLASS = "volume.beta.kubernetes.io/storage-class";
  private static final String USE_CLASS_NAME =
      "deprecated since v1.8; use \"storageClassName\" attribute instead";
  private static final Map<String, String> ANNOTATIONS =
      Map.of(
          STORAGE_CLASS,
          USE_CLASS_NAME,
          "volume.beta.kubernetes.io/mount-options",
          "deprecated since v1.31; use \"mountOptions\" attribute instead");

  private StorageWarnings() {}

  static List<String> ofVolume(Field volume) {
    List<String> warnings = new ArrayList<>(0);
    for (Field annotation : volume.at("metadata", "annotations").entries()) {
      String text = ANNOTATIONS.get(annotation.name());
      if (text != null) {
        warnings.add(annotation.path() + ": " + text);
      }
    }
    Field spec = volume.at("spec");
    if (spec.at("persistentVolumeReclaimPolicy").is("Recycle")) {
      warnings.add(
          "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead,"
              + " the recommended approach is to use dynamic provisioning.");
    }
    for (Field term : spec.at("nodeAffinity", "required", "nodeSelectorTerms").each()) {
      warnings.addAll(NodeLabels.warnings(term, false));
    }
    for (String type :
        List.of("cephfs", "photonPersistentDisk", "scaleIO", "storageos", "glusterfs", "rbd")) {
      if (spec.at(type).isSet()) {
        String name = type.equals("storageos") ? "storageOS" : type;
        warnings.add("spec." + name + ": " + VolumeWarnings.ofType(type));
      }
    }
    return warnings;
  }

  static List<String> ofClaim(Field claim) {
    List<String> warnings = new ArrayList<>(0);
    Field storageClass = claim.at("metadata", "annotations").key(STORAGE_CLASS);
    if (storageClass.isSet()) {
      warnings.add(storageClass.path() + ": " + USE_CLASS_NAME);
    }
    warnings.addAll(ClaimRules.warnings(claim.at("spec")));
    return warnings;
  }

  static List<String> ofClass(Field storageClass) {
    List<String> warnings = new ArrayList<>(0);
    for (Field term : storageClass.at("allowedTopologies").each()) {
      for (Field expression : term.at("matchLabelExpressions").each()) {
        String text = NodeLabels.warning(expression.at("key").string());
        if (text != null) {
          warnings.add(expression.at("key").path() + ": " + text);
        }
      }
    }
    return warnings;
  }
}
