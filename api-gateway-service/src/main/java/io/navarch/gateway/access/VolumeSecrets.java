package io.navarch.gateway.access;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The secrets that a persistent volume names. */
final class VolumeSecrets {
  /** Drivers whose secret is in the claim's namespace where the volume does not say. */
  private static final List<String> OF_THE_CLAIM =
      List.of("cephfs", "flexVolume", "rbd", "scaleIO", "iscsi");

  private static final List<String> OF_THEIR_OWN = List.of("cinder", "storageos");

  private static final List<String> OF_NODES =
      List.of("nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef");

  private VolumeSecrets() {}

  /** Where a secret is. */
  record Place(String namespace, String name) {}

  /**
   * Those that a node must read to mount the volume, which are not those of its controller.
   *
   * @param spec the volume's
   * @param claimNamespace of the claim that has the volume
   */
  static List<Place> forNodes(Map<String, Object> spec, String claimNamespace) {
    List<Place> places = new ArrayList<>(1);
    for (String driver : OF_THE_CLAIM) {
      add(places, reference(spec, driver, "secretRef"), "name", "namespace", claimNamespace);
    }
    for (String driver : OF_THEIR_OWN) {
      add(places, reference(spec, driver, "secretRef"), "name", "namespace", "");
    }
    for (String reference : OF_NODES) {
      add(places, reference(spec, "csi", reference), "name", "namespace", "");
    }
    Map<String, Object> azure = ApiObject.mapAt(spec, "azureFile");
    add(places, azure, "secretName", "secretNamespace", claimNamespace);
    return places;
  }

  private static Map<String, Object> reference(
      Map<String, Object> spec, String driver, String field) {
    return ApiObject.mapAt(ApiObject.mapAt(spec, driver), field);
  }

  private static void add(
      List<Place> places,
      Map<String, Object> reference,
      String nameField,
      String namespaceField,
      String otherwise) {
    String name = ApiObject.string(reference, nameField);
    if (!name.isEmpty()) {
      String namespace = ApiObject.string(reference, namespaceField);
      places.add(new Place(namespace.isEmpty() ? otherwise : namespace, name));
    }
  }
}
