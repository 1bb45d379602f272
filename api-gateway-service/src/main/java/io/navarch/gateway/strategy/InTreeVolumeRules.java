package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The rules for the volume types that name a storage system of their own, in pods and in persistent
 * volumes alike.
 */
final class InTreeVolumeRules {
  static final String LONG_PORTAL =
      "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if"
          + " iscsi.initiatorName is specified.";

  private static final Pattern IQN =
      Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([\\p{Alnum}.-]+)(:[^,;*&$|\\s]+)$");
  private static final Pattern EUI = Pattern.compile("^eui.\\p{Alnum}{16}$");
  private static final Pattern NAA = Pattern.compile("^naa.\\p{Alnum}{32}$");

  /** The members that must be there. */
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("gitRepo", List.of("repository")),
          Map.entry("gcePersistentDisk", List.of("pdName")),
          Map.entry("awsElasticBlockStore", List.of("volumeID")),
          Map.entry("nfs", List.of("server", "path")),
          Map.entry("iscsi", List.of("targetPortal", "iqn")),
          Map.entry("glusterfs", List.of("endpoints", "path")),
          Map.entry("rbd", List.of("monitors", "image")),
          Map.entry("cinder", List.of("volumeID")),
          Map.entry("cephfs", List.of("monitors")),
          Map.entry("flexVolume", List.of("driver")),
          Map.entry("azureFile", List.of("secretName", "shareName")),
          Map.entry("azureDisk", List.of("diskName", "diskURI")),
          Map.entry("vsphereVolume", List.of("volumePath")),
          Map.entry("photonPersistentDisk", List.of("pdID")),
          Map.entry("portworxVolume", List.of("volumeID")),
          Map.entry("scaleIO", List.of("gateway", "system", "volumeName")));

  private InTreeVolumeRules() {}

  static void check(String type, Field source) {
    if (type.equals("hostPath")) {
      hostPath(source);
      return;
    }
    REQUIRED.getOrDefault(type, List.of()).forEach(member -> source.at(member).requirePresent());
    switch (type) {
      case "gitRepo" -> MountRules.descending(source.at("directory"));
      case "gcePersistentDisk", "awsElasticBlockStore" -> {
        Field partition = source.at("partition");
        if (partition.number() < 0 || partition.number() > 255) {
          partition.invalid("must be between 1 and 255, inclusive");
        }
      }
      case "nfs" -> {
        if (!source.at("path").string().startsWith("/")) {
          source.at("path").invalid(source.at("path").string(), "must be an absolute path");
        }
      }
      case "iscsi" -> iscsi(source);
      case "flocker" -> flocker(source);
      case "quobyte" -> quobyte(source);
      case "fc" -> fibreChannel(source);
      case "flexVolume" -> flexVolume(source);
      case "azureDisk" -> azureDisk(source);
      case "storageos" -> storageOs(source);
      case "cinder" -> {
        if (source.at("secretRef").isSet()) {
          source.at("secretRef", "name").requirePresent();
        }
      }
      default -> {}
    }
  }

  /** What only the source of a persistent volume has. */
  static void ofPersistentVolume(String type, Field source) {
    check(type, source);
    switch (type) {
      case "azureFile" -> {
        if (source.at("secretNamespace").isSet()) {
          source.at("secretNamespace").requirePresent();
        }
      }
      case "glusterfs" -> {
        Field namespace = source.at("endpointsNamespace");
        if (namespace.isSet() && namespace.isEmpty()) {
          namespace.invalid("if the endpointnamespace is set, it must be a valid namespace name");
        } else if (namespace.isSet()) {
          namespace.check(Formats.dns1123Label(namespace.string()));
        }
      }
      case "iscsi" -> {
        if (source.at("secretRef").isSet()) {
          source.at("secretRef", "name").requirePresent();
        }
      }
      case "cinder" -> {
        if (source.at("secretRef").isSet()) {
          source.at("secretRef", "namespace").requirePresent();
        }
      }
      default -> {}
    }
  }

  static void hostPath(Field source) {
    Field path = source.at("path");
    if (!path.requirePresent()) {
      return;
    }
    MountRules.noBacksteps(path);
    source
        .at("type")
        .oneOfIfSet(
            "",
            "BlockDevice",
            "CharDevice",
            "Directory",
            "DirectoryOrCreate",
            "File",
            "FileOrCreate",
            "Socket");
  }

  private static void iscsi(Field source) {
    if (!source.at("iqn").isEmpty()) {
      initiator(source.at("iqn"), source.at("iqn"));
    }
    if (source.at("lun").number() < 0 || source.at("lun").number() > 255) {
      source.at("lun").inRange(0, 255);
    }
    boolean authenticates =
        source.at("chapAuthDiscovery").isTrue() || source.at("chapAuthSession").isTrue();
    if (authenticates && !source.at("secretRef").isSet()) {
      source.at("secretRef").required("");
    }
    if (source.at("initiatorName").isSet()) {
      initiator(source.at("initiatorName"), source.at("initiatorname"));
    }
  }

  private static void initiator(Field name, Field reported) {
    String text = name.string();
    Field at = name.reportedAs(reported);
    Pattern pattern =
        text.startsWith("iqn")
            ? IQN
            : text.startsWith("eui") ? EUI : text.startsWith("naa") ? NAA : null;
    if (pattern == null) {
      at.invalid("must be valid format starting with iqn, eui, or naa");
    } else if (!pattern.matcher(text).find()) {
      at.invalid("must be valid format");
    }
  }

  private static void flocker(Field source) {
    Field name = source.at("datasetName");
    Field id = source.at("datasetUUID");
    if (name.isEmpty() && id.isEmpty()) {
      source.required("one of datasetName and datasetUUID is required");
    } else if (!name.isEmpty() && !id.isEmpty()) {
      source.invalid("resource", "datasetName and datasetUUID can not be specified simultaneously");
    }
    if (name.string().contains("/")) {
      name.invalid("must not contain '/'");
    }
  }

  private static void quobyte(Field source) {
    Field registry = source.at("registry");
    String pairs = "must be a host:port pair or multiple pairs separated by commas";
    if (registry.isEmpty()) {
      registry.required(pairs);
    } else if (source.at("tenant").string().length() >= 65) {
      source.at("tenant").required("must be a UUID and may not exceed a length of 64 characters");
    } else {
      for (String pair : registry.string().split(",", -1)) {
        if (!pair.matches("(\\[[^\\]]*]|[^:\\[\\]]*):[^:\\[\\]]*")) {
          registry.invalid(pairs);
        }
      }
    }
    source.at("volume").requirePresent();
  }

  private static void fibreChannel(Field source) {
    Field names = source.at("targetWWNs");
    boolean named = names.size() > 0;
    boolean numbered = source.at("wwids").size() > 0;
    if (!named && !numbered) {
      names.required("must specify either targetWWNs or wwids, but not both");
    } else if (named && numbered) {
      names.invalid("targetWWNs and wwids can not be specified simultaneously");
    }
    if (named && !source.at("lun").isSet()) {
      source.at("lun").required("lun is required if targetWWNs is specified");
    } else if (named) {
      source.at("lun").inRange(0, 255);
    }
  }

  private static void flexVolume(Field source) {
    for (Field option : source.at("options").entries()) {
      int slash = option.name().indexOf('/');
      String domain = slash < 0 ? option.name() : option.name().substring(0, slash);
      String normalized = "." + domain.toLowerCase(Locale.ROOT);
      if (normalized.endsWith(".kubernetes.io") || normalized.endsWith(".k8s.io")) {
        option.invalid(option.name(), "kubernetes.io and k8s.io namespaces are reserved");
      }
    }
  }

  private static void azureDisk(Field source) {
    source.at("cachingMode").oneOfIfSet("None", "ReadOnly", "ReadWrite");
    source.at("kind").oneOfIfSet("Dedicated", "Managed", "Shared");
    Field uri = source.at("diskURI");
    boolean managed = source.at("kind").is("Managed");
    if (managed && !uri.string().startsWith("/subscriptions/")) {
      uri.notSupported(
          List.of(
              "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute"
                  + "/disks/{disk-id}"));
    } else if (source.at("kind").isSet() && !managed && !uri.string().startsWith("https://")) {
      uri.notSupported(
          List.of("https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"));
    }
  }

  private static void storageOs(Field source) {
    if (source.at("volumeName").requirePresent()) {
      source.at("volumeName").check(Formats.dns1123Label(source.at("volumeName").string()));
    }
    Field namespace = source.at("volumeNamespace");
    if (!namespace.isEmpty()) {
      namespace.check(Formats.dns1123Label(namespace.string()));
    }
    if (source.at("secretRef").isSet()) {
      source.at("secretRef", "name").requirePresent();
    }
  }
}
