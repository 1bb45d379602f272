package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for a pod's volumes. */
final class VolumeRules {
  private VolumeRules() {}

  static void check(Field volumes) {
    Set<String> names = new HashSet<>();
    for (Field volume : volumes.each()) {
      source(volume);
      Field name = volume.at("name");
      if (name.requirePresent()) {
        name.check(Formats.dns1123Label(name.string()));
      }
      if (!names.add(name.string())) {
        name.duplicate();
      }
    }
  }

  private static void source(Field volume) {
    boolean found = false;
    for (String type : volume.keys()) {
      if (type.equals("name") || volume.map().get(type) == null) {
        continue;
      }
      if (found) {
        volume.at(type).forbidden("may not specify more than 1 volume type");
      } else {
        found = true;
        one(type, volume.at(type));
      }
    }
    if (!found) {
      volume.required("must specify a volume type");
    }
  }

  private static void one(String type, Field source) {
    switch (type) {
      case "emptyDir" -> {
        if (ResourceRules.parsed(source.at("sizeLimit").value())
            .filter(q -> q.signum() < 0)
            .isPresent()) {
          source.at("sizeLimit").forbidden("SizeLimit field must be a valid resource quantity");
        }
      }
      case "hostPath" -> hostPath(source);
      case "secret" -> {
        source.at("secretName").requirePresent();
        mode(source.at("defaultMode"));
        source.at("items").each().forEach(VolumeRules::keyToPath);
      }
      case "configMap" -> {
        source.at("name").requirePresent();
        mode(source.at("defaultMode"));
        source.at("items").each().forEach(VolumeRules::keyToPath);
      }
      case "downwardAPI" -> {
        mode(source.at("defaultMode"));
        source.at("items").each().forEach(VolumeRules::downwardFile);
      }
      case "projected" -> projected(source);
      case "persistentVolumeClaim" -> source.at("claimName").requirePresent();
      case "ephemeral" -> {
        if (!source.at("volumeClaimTemplate").isSet()) {
          source.at("volumeClaimTemplate").required("");
        } else {
          ClaimRules.spec(source.at("volumeClaimTemplate", "spec"));
        }
      }
      case "nfs" -> {
        source.at("server").requirePresent();
        if (source.at("path").requirePresent() && !source.at("path").string().startsWith("/")) {
          source.at("path").invalid("must be an absolute path");
        }
      }
      case "csi" -> csiDriver(source.at("driver"));
      case "iscsi" -> {
        source.at("targetPortal").requirePresent();
        source.at("iqn").requirePresent();
        source.at("lun").inRange(0, 255);
      }
      default -> {}
    }
  }

  static void csiDriver(Field driver) {
    if (!driver.requirePresent()) {
      return;
    }
    if (driver.string().length() > 63) {
      driver.tooLong(63);
    }
    driver.check(Formats.dns1123Subdomain(driver.string().toLowerCase(java.util.Locale.ROOT)));
  }

  static void hostPath(Field source) {
    Field path = source.at("path");
    if (path.requirePresent()) {
      MountRules.noBacksteps(path);
    }
    Field type = source.at("type");
    if (type.isSet()) {
      type.oneOfIfSet(
          "",
          "DirectoryOrCreate",
          "Directory",
          "FileOrCreate",
          "File",
          "Socket",
          "CharDevice",
          "BlockDevice");
    }
  }

  private static void mode(Field mode) {
    if (mode.isSet() && (mode.number() < 0 || mode.number() > 0777)) {
      mode.invalid("must be a number between 0 and 0777 (octal), both inclusive");
    }
  }

  private static void keyToPath(Field item) {
    item.at("key").requirePresent();
    if (item.at("path").requirePresent()) {
      localPath(item.at("path"));
    }
    mode(item.at("mode"));
  }

  private static void localPath(Field path) {
    MountRules.descending(path);
    if (path.string().startsWith("..") && !path.string().startsWith("../")) {
      path.invalid("must not start with '..'");
    }
  }

  private static void downwardFile(Field item) {
    if (item.at("path").requirePresent()) {
      localPath(item.at("path"));
    }
    mode(item.at("mode"));
    boolean field = item.at("fieldRef").isSet();
    boolean resource = item.at("resourceFieldRef").isSet();
    if (field) {
      EnvironmentRules.fieldRef(item.at("fieldRef"), true);
      if (resource) {
        item.invalid(
            "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
      }
    } else if (resource) {
      EnvironmentRules.resourceFieldRef(item.at("resourceFieldRef"), true);
    } else {
      item.required("one of fieldRef and resourceFieldRef is required");
    }
  }

  private static void projected(Field source) {
    mode(source.at("defaultMode"));
    Set<String> paths = new HashSet<>();
    for (Field projection : source.at("sources").each()) {
      int types = 0;
      for (String type :
          List.of(
              "secret",
              "configMap",
              "downwardAPI",
              "serviceAccountToken",
              "clusterTrustBundle",
              "podCertificate")) {
        Field one = projection.at(type);
        if (one.isSet() && ++types > 1) {
          one.forbidden("may not specify more than 1 volume type per source");
        } else if (one.isSet()) {
          projection(type, one, paths);
        }
      }
      if (types == 0) {
        projection.required("must specify a volume source type");
      }
    }
  }

  private static void projection(String type, Field source, Set<String> paths) {
    switch (type) {
      case "secret", "configMap" -> {
        source.at("name").requirePresent();
        source.at("items").each().forEach(VolumeRules::keyToPath);
        uniquePaths(source.at("items"), paths);
      }
      case "downwardAPI" -> {
        source.at("items").each().forEach(VolumeRules::downwardFile);
        uniquePaths(source.at("items"), paths);
      }
      case "serviceAccountToken" -> {
        Field seconds = source.at("expirationSeconds");
        if (seconds.isSet() && seconds.number() < 600) {
          seconds.invalid("may not specify a duration less than 10 minutes");
        } else if (seconds.number() > 1L << 32) {
          seconds.invalid("may not specify a duration larger than 2^32 seconds");
        }
        if (source.at("path").requirePresent()) {
          MountRules.descending(source.at("path"));
        }
      }
      default -> {}
    }
  }

  private static void uniquePaths(Field items, Set<String> paths) {
    for (Field item : items.each()) {
      String path = item.at("path").string();
      if (!path.isEmpty() && !paths.add(path)) {
        item.at("path")
            .reportedAs(items.path().replaceAll("\\.items$", ""))
            .invalid(path, "conflicting duplicate paths");
      }
    }
  }
}
