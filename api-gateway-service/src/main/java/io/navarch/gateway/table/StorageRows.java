package io.navarch.gateway.table;

import io.navarch.model.quantity.MalformedQuantityException;
import io.navarch.model.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The cells of volumes, claims and of what provides them. */
final class StorageRows {
  private static final List<List<String>> MODES =
      List.of(
          List.of("ReadWriteOnce", "RWO"),
          List.of("ReadOnlyMany", "ROX"),
          List.of("ReadWriteMany", "RWX"),
          List.of("ReadWriteOncePod", "RWOP"));

  private StorageRows() {}

  static List<Object> volume(Part object, Instant now) {
    Part spec = object.at("spec");
    Part claim = spec.at("claimRef");
    return List.of(
        Row.name(object),
        quantity(spec.at("capacity", "storage")),
        accessModes(spec.at("accessModes")),
        spec.at("persistentVolumeReclaimPolicy").text(),
        phase(object),
        claim.isPresent() ? claim.at("namespace").text() + "/" + claim.at("name").text() : "",
        storageClassOf(object),
        spec.at("volumeAttributesClassName").textOr(Texts.UNSET),
        object.at("status", "reason").text(),
        Row.age(object, now),
        spec.at("volumeMode").textOr(Texts.UNSET));
  }

  static List<Object> claim(Part object, Instant now) {
    Part spec = object.at("spec");
    Part status = object.at("status");
    String volume = spec.at("volumeName").text();
    boolean bound = !volume.isEmpty();
    return List.of(
        Row.name(object),
        phase(object),
        volume,
        bound ? quantity(status.at("capacity", "storage")) : "",
        bound ? accessModes(status.at("accessModes")) : "",
        storageClassOf(object),
        spec.at("volumeAttributesClassName").textOr(Texts.UNSET),
        Row.age(object, now),
        spec.at("volumeMode").textOr(Texts.UNSET));
  }

  private static String phase(Part object) {
    return object.at("metadata", "deletionTimestamp").isPresent()
        ? "Terminating"
        : object.at("status", "phase").text();
  }

  private static String storageClassOf(Part object) {
    Part beta = object.at("metadata", "annotations", "volume.beta.kubernetes.io/storage-class");
    return beta.isPresent() ? beta.text() : object.at("spec", "storageClassName").text();
  }

  private static String accessModes(Part modes) {
    List<String> given = modes.texts();
    List<String> shown = new ArrayList<>();
    for (List<String> mode : MODES) {
      if (given.contains(mode.getFirst())) {
        shown.add(mode.getLast());
      }
    }
    return String.join(",", shown);
  }

  /** In its canonical form; 0 where it is missing. */
  static String quantity(Part quantity) {
    String text = quantity.textOr("0");
    try {
      return Quantity.parse(text).toString();
    } catch (MalformedQuantityException e) {
      return text;
    }
  }

  static List<Object> storageClass(Part object, Instant now) {
    Part annotations = object.at("metadata", "annotations");
    boolean isDefault =
        annotations.at("storageclass.kubernetes.io/is-default-class").isText("true")
            || annotations.at("storageclass.beta.kubernetes.io/is-default-class").isText("true");
    return List.of(
        Row.name(object) + (isDefault ? " (default)" : ""),
        object.at("provisioner").text(),
        object.at("reclaimPolicy").textOr("Delete"),
        object.at("volumeBindingMode").textOr("Immediate"),
        object.at("allowVolumeExpansion").isTrue(),
        Row.age(object, now));
  }

  static List<Object> attributesClass(Part object, Instant now) {
    return List.of(Row.name(object), object.at("driverName").text(), Row.age(object, now));
  }

  static List<Object> attachment(Part object, Instant now) {
    Part spec = object.at("spec");
    return List.of(
        Row.name(object),
        spec.at("attacher").text(),
        spec.at("source", "persistentVolumeName").text(),
        spec.at("nodeName").text(),
        object.at("status", "attached").isTrue(),
        Row.age(object, now));
  }

  static List<Object> csiNode(Part object, Instant now) {
    return List.of(Row.name(object), object.at("spec", "drivers").count(), Row.age(object, now));
  }

  static List<Object> csiDriver(Part object, Instant now) {
    Part spec = object.at("spec");
    Part tokens = spec.at("tokenRequests");
    return List.of(
        Row.name(object),
        !Boolean.FALSE.equals(spec.at("attachRequired").value()),
        spec.at("podInfoOnMount").isTrue(),
        spec.at("storageCapacity").isTrue(),
        tokens.isPresent() ? tokens.each("audience") : Texts.UNSET,
        spec.at("requiresRepublish").isTrue(),
        Texts.listOr(spec.at("volumeLifecycleModes").texts(), Texts.NONE),
        Row.age(object, now));
  }
}
