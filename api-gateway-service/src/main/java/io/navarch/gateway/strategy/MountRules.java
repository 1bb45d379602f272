package io.navarch.gateway.strategy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The rules for a container's volume mounts and raw block devices. */
final class MountRules {
  private MountRules() {}

  static void check(Field container, Map<String, Field> volumes) {
    mounts(container, volumes, paths(container.at("volumeDevices"), "devicePath"));
    devices(container, volumes, paths(container.at("volumeMounts"), "mountPath"));
  }

  /** Paths by the name of what is found there. */
  private static Map<String, String> paths(Field list, String member) {
    Map<String, String> paths = new HashMap<>();
    list.each().forEach(one -> paths.put(one.at("name").string(), one.at(member).string()));
    return paths;
  }

  private static void mounts(
      Field container, Map<String, Field> volumes, Map<String, String> devices) {
    Set<String> paths = new HashSet<>();
    for (Field mount : container.at("volumeMounts").each()) {
      Field name = mount.at("name");
      name.requirePresent();
      if (!volumes.containsKey(name.string())) {
        name.notFound();
      }
      Field path = mount.at("mountPath");
      path.requirePresent();
      if (!paths.add(path.string())) {
        path.invalid("must be unique");
      }
      if (devices.containsKey(name.string())) {
        name.invalid("must not already exist in volumeDevices");
      }
      if (devices.containsValue(path.string())) {
        path.invalid("must not already exist as a path in volumeDevices");
      }
      subPaths(mount, container);
      propagation(mount, container);
      recursiveReadOnly(mount, container);
    }
  }

  /** What stands in the list's elements is reported at the list, as upstream does. */
  private static Field atList(Field mount, Field container, String member) {
    return mount.at(member).reportedAs(container.at("volumeMounts").at(member));
  }

  private static void subPaths(Field mount, Field container) {
    Field subPath = mount.at("subPath");
    Field expression = mount.at("subPathExpr");
    if (!subPath.isEmpty()) {
      descending(atList(mount, container, "subPath"));
    }
    if (!expression.isEmpty()) {
      if (!subPath.isEmpty()) {
        expression.invalid("subPathExpr and subPath are mutually exclusive");
      }
      descending(atList(mount, container, "subPathExpr"));
    }
  }

  /** A relative path that does not climb. */
  static void descending(Field path) {
    if (path.string().startsWith("/")) {
      path.invalid("must be a relative path");
    }
    noBacksteps(path);
  }

  /** A relative path inside a volume whose names that begin with two dots are the kubelet's. */
  static void local(Field path) {
    descending(path);
    if (path.string().startsWith("..") && !path.string().startsWith("../")) {
      path.invalid("must not start with '..'");
    }
  }

  static void noBacksteps(Field path) {
    if (climbs(path.string())) {
      path.invalid("must not contain '..'");
    }
  }

  private static boolean climbs(String path) {
    return Arrays.asList(path.split("/")).contains("..");
  }

  private static void propagation(Field mount, Field container) {
    Field mode = atList(mount, container, "mountPropagation");
    if (!mode.isSet()) {
      return;
    }
    mode.oneOfIfSet("Bidirectional", "HostToContainer", "None");
    if (mode.is("Bidirectional") && !container.at("securityContext", "privileged").isTrue()) {
      mode.forbidden("Bidirectional mount propagation is available only to privileged containers");
    }
  }

  private static void recursiveReadOnly(Field mount, Field container) {
    Field mode = atList(mount, container, "recursiveReadOnly");
    if (!mode.isSet()) {
      return;
    }
    switch (mode.string()) {
      case "Disabled" -> {}
      case "Enabled", "IfPossible" -> {
        if (!mount.at("readOnly").isTrue()) {
          mode.forbidden("may only be specified when readOnly is true");
        }
        Field propagation = mount.at("mountPropagation");
        if (propagation.isSet() && !propagation.is("None")) {
          mode.forbidden("may only be specified when mountPropagation is None or not specified");
        }
      }
      default -> mode.oneOfIfSet("Disabled", "Enabled", "IfPossible");
    }
  }

  private static void devices(
      Field container, Map<String, Field> volumes, Map<String, String> mounts) {
    Set<String> names = new HashSet<>();
    Set<String> paths = new HashSet<>();
    for (Field device : container.at("volumeDevices").each()) {
      Field name = device.at("name");
      name.requirePresent();
      if (names.contains(name.string())) {
        name.invalid("must be unique");
      }
      Field volume = volumes.get(name.string());
      if (volume == null) {
        name.notFound();
      } else if (!volume.at("persistentVolumeClaim").isSet() && !volume.at("ephemeral").isSet()) {
        name.invalid(
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
      }
      Field path = device.at("devicePath");
      path.requirePresent();
      if (paths.contains(path.string())) {
        path.invalid("must be unique");
      }
      if (climbs(path.string())) {
        path.invalid("can not contain backsteps ('..')");
      } else {
        paths.add(path.string());
      }
      if (mounts.containsKey(name.string())) {
        name.invalid("must not already exist in volumeMounts");
      }
      if (mounts.containsValue(path.string())) {
        path.invalid("must not already exist as a path in volumeMounts");
      }
      if (!name.isEmpty()) {
        names.add(name.string());
      }
    }
  }
}
