package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The rules for a pod's volumes. */
final class VolumeRules {
  private static final String ONLY_ONE = "may not specify more than 1 volume type";

  /** The order in which the API looks at them: of two, the later one is too many. */
  private static final List<String> TYPES =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "flocker",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "quobyte",
          "downwardAPI",
          "fc",
          "flexVolume",
          "configMap",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "storageos",
          "projected",
          "scaleIO",
          "csi",
          "ephemeral",
          "image");

  /** Members whose name in errors is another. */
  private static final Map<String, String> REPORTED_AS =
      Map.of("gcePersistentDisk", "persistentDisk");

  private static final Map<String, String> EXTRA_REPORTED_AS =
      Map.of("cephfs", "cephFS", "downwardAPI", "downwarAPI");

  private VolumeRules() {}

  /** Checks them, and gives those that are right to the rules of the containers. */
  static void check(PodScope scope) {
    Set<String> claims = new HashSet<>();
    if (!scope.podName().isEmpty()) {
      for (Field volume : scope.spec().at("volumes").each()) {
        if (volume.at("ephemeral").isSet()) {
          claims.add(scope.podName() + "-" + volume.at("name").string());
        }
      }
    }
    for (Field volume : scope.spec().at("volumes").each()) {
      int before = volume.errors().size();
      source(volume, scope);
      Field name = volume.at("name");
      if (name.requirePresent()) {
        name.check(Formats.dns1123Label(name.string()));
      }
      if (scope.volumes().containsKey(name.string())) {
        name.duplicate();
      }
      if (volume.errors().size() == before) {
        scope.volumes().put(name.string(), volume);
      }
      Field claim = volume.at("persistentVolumeClaim", "claimName");
      if (claims.contains(claim.string())) {
        claim.invalid("must not reference a PVC that gets created for an ephemeral volume");
      }
    }
  }

  private static void source(Field volume, PodScope scope) {
    boolean found = false;
    for (String type : TYPES) {
      Field source = volume.at(type);
      if (!source.isSet()) {
        continue;
      }
      if (found) {
        volume.at(EXTRA_REPORTED_AS.getOrDefault(type, type)).forbidden(ONLY_ONE);
        continue;
      }
      found = true;
      Field reported = source.reportedAs(volume.at(REPORTED_AS.getOrDefault(type, type)));
      one(type, reported, volume, scope);
    }
    if (!found) {
      volume.required("must specify a volume type");
    }
  }

  private static void one(String type, Field source, Field volume, PodScope scope) {
    switch (type) {
      case "emptyDir" -> {
        if (ResourceRules.parsed(source.at("sizeLimit").value())
            .filter(q -> q.signum() < 0)
            .isPresent()) {
          source.at("sizeLimit").forbidden("SizeLimit field must be a valid resource quantity");
        }
      }
      case "secret" -> keyFiles(source, source.at("secretName"));
      case "configMap" -> keyFiles(source, source.at("name"));
      case "downwardAPI" -> {
        mode(source.at("defaultMode"));
        source.at("items").each().forEach(item -> downwardFile(item, source));
      }
      case "projected" -> ProjectedVolumeRules.check(source);
      case "persistentVolumeClaim" -> source.at("claimName").requirePresent();
      case "ephemeral" -> ephemeral(source, volume, scope);
      case "csi" -> {
        csiDriver(source.at("driver"));
        Field secret = source.at("nodePublishSecretRef");
        if (secret.isSet() && secret.at("name").requirePresent()) {
          Formats.dns1123Subdomain(secret.at("name").string())
              .forEach(m -> source.at("name").invalid(secret.at("name").string(), m));
        }
      }
      case "image" -> {
        if (scope.isPod()) {
          source.at("reference").requirePresent();
        }
        source.at("pullPolicy").oneOf("Always", "IfNotPresent", "Never");
      }
      case "iscsi" -> {
        InTreeVolumeRules.check(type, source);
        String portal = source.at("targetPortal").string();
        if (source.at("initiatorName").isSet()
            && (volume.at("name").string() + ":" + portal).length() > 64) {
          volume.at("name").invalid(InTreeVolumeRules.LONG_PORTAL);
        }
      }
      default -> InTreeVolumeRules.check(type, source);
    }
  }

  private static void ephemeral(Field source, Field volume, PodScope scope) {
    Field template = source.at("volumeClaimTemplate");
    if (!template.isSet()) {
      template.required("");
    } else {
      templateMetadata(template.at("metadata"));
      ClaimRules.spec(template.at("spec"));
    }
    String name = volume.at("name").string();
    if (!scope.podName().isEmpty() && !name.isEmpty()) {
      String claim = scope.podName() + "-" + name;
      for (String message : Formats.dns1123Subdomain(claim)) {
        volume.at("name").invalid("PVC name \"" + claim + "\": " + message);
      }
    }
  }

  /** Only labels and annotations are taken over from a template's metadata. */
  private static void templateMetadata(Field metadata) {
    for (Field annotation : metadata.at("annotations").entries()) {
      String key = annotation.name().toLowerCase(Locale.ROOT);
      Formats.labelKey(key).forEach(m -> metadata.at("annotations").invalid(annotation.name(), m));
    }
    WorkloadRules.labels(metadata.at("labels"));
    for (String member : metadata.keys()) {
      boolean taken = member.equals("labels") || member.equals("annotations");
      if (!taken && !metadata.at(member).isEmpty()) {
        metadata.at(member).forbidden("cannot be set");
      }
    }
  }

  static void csiDriver(Field driver) {
    if (!driver.requirePresent()) {
      return;
    }
    if (driver.string().length() > 63) {
      driver.tooLong(63);
    }
    driver.check(Formats.dns1123Subdomain(driver.string().toLowerCase(Locale.ROOT)));
  }

  private static void keyFiles(Field source, Field name) {
    name.requirePresent();
    mode(source.at("defaultMode"));
    source.at("items").each().forEach(VolumeRules::keyToPath);
  }

  static void mode(Field mode) {
    if (mode.isSet() && (mode.number() < 0 || mode.number() > 0777)) {
      mode.invalid("must be a number between 0 and 0777 (octal), both inclusive");
    }
  }

  static void keyToPath(Field item) {
    item.at("key").requirePresent();
    item.at("path").requirePresent();
    MountRules.local(item.at("path"));
    mode(item.at("mode"));
  }

  /** A file of a downward API volume, whose errors are reported at the volume. */
  static void downwardFile(Field item, Field source) {
    Field file = item.reportedAs(source);
    file.at("path").requirePresent();
    MountRules.local(file.at("path"));
    mode(file.at("mode"));
    boolean resource = file.at("resourceFieldRef").isSet();
    if (file.at("fieldRef").isSet()) {
      EnvironmentRules.fieldRef(file.at("fieldRef"), true);
      if (resource) {
        file.invalid(
            "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
      }
    } else if (resource) {
      EnvironmentRules.resourceFieldRef(file.at("resourceFieldRef"), true);
    } else {
      file.required("one of fieldRef and resourceFieldRef is required");
    }
  }
}
