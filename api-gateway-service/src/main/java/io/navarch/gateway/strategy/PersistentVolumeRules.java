package io.navarch.gateway.strategy;

import io.navarch.gateway.internalform.InternalForm;
import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules for persistent volumes, and for the spec of one inside a volume attachment. */
final class PersistentVolumeRules {
  private static final String INLINE = "in the context of inline volumes";
  private static final String PHASE_TIME = "lastPhaseTransitionTime";
  private static final Set<String> NOT_A_SOURCE =
      Set.of(
          "capacity",
          "accessModes",
          "claimRef",
          "persistentVolumeReclaimPolicy",
          "storageClassName",
          "mountOptions",
          "volumeMode",
          "nodeAffinity",
          "volumeAttributesClassName");

  /** In the order in which they are looked at; more than one is refused but for flexVolume. */
  private static final List<String> SOURCES =
      List.of(
          "hostPath",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "glusterfs",
          "flocker",
          "nfs",
          "rbd",
          "quobyte",
          "cephfs",
          "iscsi",
          "cinder",
          "fc",
          "flexVolume",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "scaleIO",
          "local",
          "storageos",
          "csi");

  private PersistentVolumeRules() {}

  static void check(Field volume) {
    Field spec = volume.at("spec");
    accessModes(spec);
    capacity(spec.at("capacity"));
    Field policy = spec.at("persistentVolumeReclaimPolicy");
    if (!policy.isEmpty()) {
      policy.oneOfIfSet("Delete", "Recycle", "Retain");
    }
    Field affinity = spec.at("nodeAffinity");
    if (affinity.isSet()) {
      Field required = affinity.at("required");
      if (required.isSet()) {
        AffinityRules.nodeSelector(required);
      } else {
        required.required("must specify required node constraints");
      }
    }
    sources(spec);
    if (policy.is("Recycle") && spec.at("hostPath", "path").string().matches("/+(\\./*)*")) {
      policy.forbidden("may not be 'recycle' for a hostPath mount of '/'");
    }
    Field storageClass = spec.at("storageClassName");
    if (!storageClass.isEmpty()) {
      storageClass.check(Formats.dns1123Subdomain(storageClass.string()));
    }
    spec.at("volumeMode").oneOfIfSet("Block", "Filesystem");
    attributesClass(spec);
  }

  /** A volume that only an attachment speaks of: it has no claim and no life of its own. */
  static void inline(Field spec) {
    for (String member : List.of("claimRef", "capacity", "nodeAffinity", "storageClassName")) {
      if (!spec.at(member).isEmpty()) {
        spec.at(member).forbidden("may not be specified " + INLINE);
      }
    }
    if (!spec.at("csi").isSet()) {
      spec.at("csi").required("has to be specified " + INLINE);
    }
    accessModes(spec);
    Field policy = spec.at("persistentVolumeReclaimPolicy");
    if (!policy.isEmpty() && !policy.is("Retain")) {
      policy.forbidden("may only be Retain " + INLINE);
    }
    sources(spec);
    Field mode = spec.at("volumeMode");
    if (mode.isSet() && !mode.is("Filesystem")) {
      mode.forbidden("may not specify volumeMode other than Filesystem " + INLINE);
    }
    attributesClass(spec);
  }

  private static void accessModes(Field spec) {
    if (spec.at("accessModes").size() == 0) {
      spec.at("accessModes").required("");
    }
    ClaimRules.accessModes(spec.at("accessModes"));
  }

  private static void attributesClass(Field spec) {
    Field name = spec.at("volumeAttributesClassName");
    if (!name.isSet()) {
      return;
    }
    if (name.isEmpty()) {
      name.required("an empty string is disallowed");
    } else {
      name.check(Formats.dns1123Subdomain(name.string()));
    }
    if (!spec.at("csi").isSet()) {
      spec.at("csi").required("has to be specified when using volumeAttributesClassName");
    }
  }

  private static void capacity(Field capacity) {
    if (capacity.size() == 0) {
      capacity.required("");
    }
    if (!capacity.keys().contains("storage") || capacity.size() > 1) {
      capacity
          .errors()
          .add(FieldError.notSupported(capacity.path(), capacity.map(), List.of("storage")));
    }
    for (Field amount : capacity.entries()) {
      if (ResourceRules.parsed(amount.value()).filter(q -> q.signum() < 0).isPresent()) {
        amount.invalid(
            ResourceRules.parsed(amount.value()).orElseThrow().wholeUnits(),
            "must be a valid resource quantity");
      }
      if (ResourceRules.parsed(amount.value()).filter(q -> q.signum() <= 0).isPresent()) {
        amount.invalid("must be greater than zero");
      }
    }
  }

  private static void sources(Field spec) {
    boolean found = false;
    for (String member : SOURCES) {
      if (!spec.at(member).isSet()) {
        continue;
      }
      if (found && !member.equals("flexVolume")) {
        String name = member.equals("cephfs") ? "cephFS" : member;
        spec.at(name).forbidden("may not specify more than 1 volume type");
        continue;
      }
      found = true;
      source(member, spec.at(member), spec);
    }
    if (!found) {
      spec.required("must specify a volume type");
    }
  }

  private static void source(String type, Field source, Field spec) {
    switch (type) {
      case "local" -> {
        if (source.at("path").requirePresent()) {
          MountRules.noBacksteps(source.at("path"));
        }
        if (!spec.at("nodeAffinity").isSet()) {
          spec.at("nodeAffinity").required("Local volume requires node affinity");
        }
      }
      case "csi" -> csi(source);
      case "gcePersistentDisk" ->
          InTreeVolumeRules.ofPersistentVolume(type, source.reportedAs(spec.at("persistentDisk")));
      default -> InTreeVolumeRules.ofPersistentVolume(type, source);
    }
  }

  private static void csi(Field source) {
    VolumeRules.csiDriver(source.at("driver"));
    source.at("volumeHandle").requirePresent();
    for (String secret :
        List.of(
            "controllerPublishSecretRef",
            "controllerExpandSecretRef",
            "nodePublishSecretRef",
            "nodeExpandSecretRef")) {
      if (source.at(secret).isSet()) {
        source.at(secret, "name").requirePresent();
        source.at(secret, "namespace").requirePresent();
      }
    }
  }

  static void checkChange(Field volume, Field old) {
    check(volume); // upstream says twice what is wrong with an update
    Field spec = volume.at("spec");
    Field before = old.at("spec");
    boolean setsExpandSecret =
        before.at("csi").isSet() && !before.at("csi", "controllerExpandSecretRef").isSet();
    Map<String, Object> source = sourceOf(spec, setsExpandSecret);
    Map<String, Object> sourceBefore = sourceOf(before, setsExpandSecret);
    if (!Json.equal(source, sourceBefore)) {
      spec.at("persistentvolumesource")
          .forbidden(
              "spec.persistentvolumesource is immutable after creation\n"
                  + InternalForm.difference("core.PersistentVolumeSource", sourceBefore, source));
    }
    spec.at("volumeMode").reportedAs("volumeMode").immutable(before.at("volumeMode"));
    if (before.at("nodeAffinity").isSet()
        && !Json.equal(
            NodeLabels.current(spec.at("nodeAffinity").value()),
            NodeLabels.current(before.at("nodeAffinity").value()))) {
      spec.at("nodeAffinity")
          .reportedAs("nodeAffinity")
          .invalid(
              spec.at("nodeAffinity").shown(),
              Field.IMMUTABLE + ", except for updating from beta label to GA");
    }
    Field attributes = spec.at("volumeAttributesClassName");
    if (before.at("volumeAttributesClassName").isSet() && !attributes.isSet()) {
      attributes.forbidden("update from non-nil value to nil is forbidden");
    }
  }

  private static Map<String, Object> sourceOf(Field spec, boolean setsExpandSecret) {
    Map<String, Object> source = Json.copy(new LinkedHashMap<>(spec.map()));
    source.keySet().removeAll(NOT_A_SOURCE);
    if (setsExpandSecret && source.get("csi") instanceof Map<?, ?> csi) {
      csi.remove("controllerExpandSecretRef");
    }
    return source;
  }

  /** A volume remembers since when it is in its phase, unless the writer says so. */
  static void datePhase(ApiObject volume, @Nullable ApiObject old, Instant now) {
    Map<String, Object> status = ApiObject.mapAt(volume.root(), "status");
    Map<String, Object> before = old == null ? Map.of() : ApiObject.mapAt(old.root(), "status");
    boolean changed = !ApiObject.string(status, "phase").equals(ApiObject.string(before, "phase"));
    boolean said =
        status.get(PHASE_TIME) != null && !status.get(PHASE_TIME).equals(before.get(PHASE_TIME));
    if (changed && !said) {
      status.put(PHASE_TIME, now.truncatedTo(ChronoUnit.SECONDS).toString());
    }
  }
}
