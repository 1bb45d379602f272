package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules for the spec of a persistent volume claim, wherever it stands. */
final class ClaimRules {
  static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

  private ClaimRules() {}

  static void spec(Field spec) {
    Field modes = spec.at("accessModes");
    if (modes.size() == 0) {
      modes.required("at least 1 access mode is required");
    }
    AffinityRules.selector(spec.at("selector"));
    accessModes(modes);
    Field requests = spec.at("resources", "requests");
    if (!requests.keys().contains("storage")) {
      spec.at("resources").key("storage").required("");
    } else {
      Field storage = requests.key("storage").reportedAs(spec.at("resources").key("storage"));
      if (ResourceRules.parsed(storage.value()).filter(q -> q.signum() <= 0).isPresent()) {
        storage.invalid("must be greater than zero");
      }
    }
    Field storageClass = spec.at("storageClassName");
    if (!storageClass.isEmpty()) {
      storageClass.check(Formats.dns1123Subdomain(storageClass.string()));
    }
    spec.at("volumeMode").oneOfIfSet("Block", "Filesystem");
    sources(spec);
    Field attributes = spec.at("volumeAttributesClassName");
    if (!attributes.isEmpty()) {
      attributes.check(Formats.dns1123Subdomain(attributes.string()));
    }
  }

  /** What the volume is filled from: two fields that must say the same. */
  private static void sources(Field spec) {
    Field source = spec.at("dataSource");
    Field reference = spec.at("dataSourceRef");
    source(source);
    source(reference);
    Field namespace = reference.at("namespace");
    if (!namespace.isEmpty()) {
      namespace.check(Formats.dns1123Label(namespace.string()));
    }
    if (source.isSet() && !namespace.isEmpty()) {
      spec.invalid(source.path(), "may not be specified when dataSourceRef.namespace is specified");
    } else if (source.isSet() && reference.isSet() && !source.sameAs(reference)) {
      spec.invalid(Map.of(), "must match dataSourceRef");
    }
  }

  /**
   * Makes the two fields say the same. The older one takes claims and snapshots only; what else it
   * says is left out where it stands alone.
   */
  static void fillSources(Map<String, Object> spec) {
    Map<String, Object> source = ApiObject.mapAt(spec, "dataSource");
    Map<String, Object> reference = ApiObject.mapAt(spec, "dataSourceRef");
    if (!ApiObject.string(reference, "namespace").isEmpty()) {
      // Sources in other namespaces are a feature that is off.
      spec.remove("dataSourceRef");
    }
    boolean hasSource = spec.get("dataSource") != null;
    boolean hasReference = spec.get("dataSourceRef") != null;
    if (hasSource && !hasReference) {
      if (isClaimOrSnapshot(source)) {
        spec.put("dataSourceRef", reference(source));
      } else {
        spec.remove("dataSource");
      }
    } else if (hasReference && !hasSource && ApiObject.string(reference, "namespace").isEmpty()) {
      spec.put("dataSource", reference(reference));
    }
  }

  private static boolean isClaimOrSnapshot(Map<String, Object> source) {
    String group = ApiObject.string(source, "apiGroup");
    return switch (ApiObject.string(source, "kind")) {
      case "PersistentVolumeClaim" -> group.isEmpty();
      case "VolumeSnapshot" -> group.equals("snapshot.storage.k8s.io");
      default -> false;
    };
  }

  private static Map<String, Object> reference(Map<String, Object> source) {
    Map<String, Object> copy = new LinkedHashMap<>();
    for (String member : List.of("apiGroup", "kind", "name")) {
      copy.put(member, source.get(member));
    }
    return copy;
  }

  static void accessModes(Field modes) {
    boolean others = false;
    for (Object mode : modes.list()) {
      if (!ACCESS_MODES.contains(String.valueOf(mode))) {
        modes.with(mode).notSupported(ACCESS_MODES);
      } else {
        others |= !mode.equals("ReadWriteOncePod");
      }
    }
    if (others && modes.list().contains("ReadWriteOncePod")) {
      modes.forbidden("may not use ReadWriteOncePod with other access modes");
    }
  }

  private static void source(Field source) {
    if (!source.isSet()) {
      return;
    }
    source.at("name").requirePresent();
    source.at("kind").requirePresent();
    Field group = source.at("apiGroup");
    if (!group.isEmpty()) {
      group.check(Formats.dns1123Subdomain(group.string()));
    } else if (!source.at("kind").is("PersistentVolumeClaim")) {
      source.invalid(
          source.at("kind").string(),
          "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    }
  }

  static List<String> warnings(Field spec) {
    List<String> warnings = new ArrayList<>(0);
    for (String member : List.of("requests", "limits")) {
      Field storage = spec.at("resources", member).key("storage");
      ResourceRules.parsed(storage.value())
          .filter(quantity -> quantity.milliUnits() % 1000 != 0)
          .ifPresent(
              quantity ->
                  warnings.add(
                      storage.path()
                          + ": fractional byte value \""
                          + quantity
                          + "\" is invalid, must be an integer"));
    }
    return warnings;
  }
}
