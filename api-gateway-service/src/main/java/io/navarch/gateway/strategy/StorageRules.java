package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules for volumes, claims and the kinds of {@code storage.k8s.io}. */
final class StorageRules {
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

  private StorageRules() {}

  static void volume(Field volume) {
    Field spec = volume.at("spec");
    Field modes = spec.at("accessModes");
    if (modes.size() == 0) {
      modes.required("");
    }
    ClaimRules.accessModes(modes);
    capacity(spec.at("capacity"));
    Field policy = spec.at("persistentVolumeReclaimPolicy");
    policy.oneOfIfSet("Delete", "Recycle", "Retain");
    if (spec.at("nodeAffinity").isSet()) {
      Field required = spec.at("nodeAffinity", "required");
      if (required.isSet()) {
        AffinityRules.nodeSelector(required);
      } else {
        required.required("must specify required node constraints");
      }
    }
    source(spec);
    if (policy.is("Recycle") && spec.at("hostPath", "path").is("/")) {
      policy.forbidden("may not be 'recycle' for a hostPath mount of '/'");
    }
    Field storageClass = spec.at("storageClassName");
    if (!storageClass.isEmpty()) {
      storageClass.check(Formats.dns1123Subdomain(storageClass.string()));
    }
    spec.at("volumeMode").oneOfIfSet("Block", "Filesystem");
  }

  private static void capacity(Field capacity) {
    if (capacity.size() == 0) {
      capacity.required("");
    }
    if (!capacity.keys().contains("storage") || capacity.size() > 1) {
      capacity.notSupported(List.of("storage"));
    }
    Field storage = capacity.key("storage");
    if (ResourceRules.parsed(storage.value()).filter(q -> q.signum() <= 0).isPresent()) {
      storage.invalid("must be greater than zero");
    }
  }

  private static void source(Field spec) {
    boolean found = false;
    for (String member : spec.keys()) {
      if (NOT_A_SOURCE.contains(member) || spec.map().get(member) == null) {
        continue;
      }
      if (found) {
        spec.at(member).forbidden("may not specify more than 1 volume type");
        continue;
      }
      found = true;
      Field source = spec.at(member);
      switch (member) {
        case "hostPath" -> InTreeVolumeRules.hostPath(source);
        case "local" -> {
          source.at("path").requirePresent();
          if (!spec.at("nodeAffinity").isSet()) {
            spec.at("nodeAffinity").required("Local volume requires node affinity");
          }
        }
        case "csi" -> {
          VolumeRules.csiDriver(source.at("driver"));
          source.at("volumeHandle").requirePresent();
        }
        case "nfs" -> {
          source.at("server").requirePresent();
          source.at("path").requirePresent();
        }
        default -> {}
      }
    }
    if (!found) {
      spec.required("must specify a volume type");
    }
  }

  static void volumeChange(Field volume, Field old) {
    Field spec = volume.at("spec");
    Field before = old.at("spec");
    if (!Json.equal(sourceOf(spec), sourceOf(before))) {
      spec.at("persistentvolumesource")
          .forbidden("spec.persistentvolumesource is immutable after creation");
    }
    spec.at("volumeMode").reportedAs("volumeMode").immutable(before.at("volumeMode"));
    if (before.at("nodeAffinity").isSet()
        && !spec.at("nodeAffinity").sameAs(before.at("nodeAffinity"))) {
      spec.at("nodeAffinity").reportedAs("nodeAffinity").invalid(Field.IMMUTABLE);
    }
  }

  private static Map<String, Object> sourceOf(Field spec) {
    Map<String, Object> source = new LinkedHashMap<>(spec.map());
    source.keySet().removeAll(NOT_A_SOURCE);
    if (source.get("csi") instanceof Map<?, ?> csi) {
      Map<String, Object> copy = new LinkedHashMap<>();
      csi.forEach((k, v) -> copy.put(String.valueOf(k), v));
      copy.remove("controllerExpandSecretRef");
      source.put("csi", copy);
    }
    return source;
  }

  static void claimChange(Field claim, Field old) {
    Field spec = claim.at("spec");
    Field before = old.at("spec");
    Map<String, Object> now = comparable(spec, before);
    Map<String, Object> then = comparable(before, before);
    if (!Json.equal(now, then)) {
      spec.forbidden(
          "spec is immutable after creation except resources.requests and"
              + " volumeAttributesClassName for bound claims");
    }
    Field size = spec.at("resources", "requests", "storage");
    var wanted = ResourceRules.parsed(size.value());
    var held = ResourceRules.parsed(before.at("resources", "requests", "storage").value());
    var has = ResourceRules.parsed(old.at("status", "capacity", "storage").value());
    if (wanted.isPresent() && held.isPresent() && wanted.get().compareTo(held.get()) < 0) {
      if (has.isEmpty() || wanted.get().compareTo(has.get()) <= 0) {
        size.forbidden("field can not be less than status.capacity");
      }
    }
  }

  private static Map<String, Object> comparable(Field spec, Field before) {
    Map<String, Object> copy = Json.copy(spec.map());
    copy.remove("volumeAttributesClassName");
    if (copy.get("resources") instanceof Map<?, ?> resources
        && resources.get("requests") instanceof Map<?, ?> requests) {
      requests.remove("storage");
    }
    if (before.at("volumeName").isEmpty()) {
      copy.remove("volumeName");
    }
    if (!before.at("storageClassName").isSet()) {
      copy.remove("storageClassName");
    }
    return copy;
  }

  static void storageClass(Field storageClass) {
    Field provisioner = storageClass.at("provisioner");
    if (provisioner.requirePresent()) {
      provisioner.check(Formats.labelKey(provisioner.string().toLowerCase(java.util.Locale.ROOT)));
    }
    Field parameters = storageClass.at("parameters");
    if (parameters.size() > 512) {
      parameters.tooLong(512);
    }
    storageClass.at("reclaimPolicy").oneOfIfSet("Delete", "Retain");
    storageClass.at("volumeBindingMode").oneOf("Immediate", "WaitForFirstConsumer");
  }

  static void storageClassChange(Field now, Field old) {
    for (String fixed :
        List.of("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")) {
      if (!now.at(fixed).sameAs(old.at(fixed))) {
        now.at(fixed).forbidden("updates to " + fixed + " are forbidden.");
      }
    }
  }

  static void attachment(Field attachment) {
    VolumeRules.csiDriver(attachment.at("spec", "attacher"));
    attachment
        .at("spec", "nodeName")
        .check(Formats.dns1123Subdomain(attachment.at("spec", "nodeName").string()));
    boolean inline = attachment.at("spec", "source", "inlineVolumeSpec").isSet();
    boolean named = attachment.at("spec", "source", "persistentVolumeName").isSet();
    if (inline == named) {
      attachment
          .at("spec", "source")
          .required(
              inline
                  ? "must specify only one of inlineVolumeSpec and persistentVolumeName"
                  : "must specify exactly one of inlineVolumeSpec and persistentVolumeName");
    }
  }

  static void csiDriver(Field driver) {
    Field name = driver.at("metadata", "name");
    if (name.string().length() > 63) {
      name.tooLong(63);
    }
    Field spec = driver.at("spec");
    spec.at("fsGroupPolicy").oneOfIfSet("File", "None", "ReadWriteOnceWithFSType");
    for (Field mode : spec.at("volumeLifecycleModes").each()) {
      mode.oneOf("Ephemeral", "Persistent");
    }
    Set<String> audiences = new HashSet<>();
    for (Field request : spec.at("tokenRequests").each()) {
      if (!audiences.add(request.at("audience").string())) {
        request.at("audience").duplicate();
      }
      Field seconds = request.at("expirationSeconds");
      if (seconds.isSet() && seconds.number() < 600) {
        seconds.invalid("may not specify a duration less than 10 minutes");
      }
    }
  }

  static void csiNode(Field node) {
    Set<String> names = new HashSet<>();
    for (Field driver : node.at("spec", "drivers").each()) {
      VolumeRules.csiDriver(driver.at("name"));
      if (!names.add(driver.at("name").string())) {
        driver.at("name").duplicate();
      }
      if (driver.at("nodeID").requirePresent() && driver.at("nodeID").string().length() > 256) {
        driver.at("nodeID").invalid("must be 256 characters or less");
      }
      driver.at("allocatable", "count").notNegative();
    }
  }

  static void capacityObject(Field capacity) {
    Field name = capacity.at("storageClassName");
    name.check(Formats.dns1123Subdomain(name.string()));
    AffinityRules.selector(capacity.at("nodeTopology"));
    ResourceRules.quantity(capacity.at("capacity"));
    ResourceRules.quantity(capacity.at("maximumVolumeSize"));
  }

  static void attributesClass(Field attributes) {
    attributes.at("driverName").requirePresent();
    if (attributes.at("parameters").size() == 0) {
      attributes.at("parameters").required("must contain at least one key/value pair");
    }
  }
}
