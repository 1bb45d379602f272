package io.navarch.gateway.strategy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules for a container's volume mounts and raw block devices. */
final class MountRules {
  private MountRules() {}

  static void check(Field container, Map<String, Field> volumes) {
    Set<String> paths = new HashSet<>();
    Set<String> devices = new HashSet<>();
    container.at("volumeDevices").each().forEach(d -> devices.add(d.at("name").string()));
    for (Field mount : container.at("volumeMounts").each()) {
      Field name = mount.at("name");
      name.requirePresent();
      if (!volumes.containsKey(name.string())) {
        name.notFound();
      }
      if (devices.contains(name.string())) {
        name.invalid("must not already exist in volumeDevices");
      }
      Field path = mount.at("mountPath");
      path.requirePresent();
      if (!paths.add(path.string())) {
        path.invalid("must be unique");
      }
      subPaths(mount, container);
      propagation(mount, container);
      recursiveReadOnly(mount);
    }
    devices(container, volumes);
  }

  /** Sub paths are reported at the list, as upstream does. */
  private static void subPaths(Field mount, Field container) {
    Field list = container.at("volumeMounts");
    Field subPath = mount.at("subPath");
    Field expression = mount.at("subPathExpr");
    if (!subPath.isEmpty()) {
      descending(subPath.reportedAs(list.path() + ".subPath"));
    }
    if (!expression.isEmpty()) {
      if (!subPath.isEmpty()) {
        expression.invalid("subPathExpr and subPath are mutually exclusive");
      }
      descending(expression.reportedAs(list.path() + ".subPathExpr"));
    }
  }

  /** A relative path that does not climb. */
  static void descending(Field path) {
    if (path.string().startsWith("/")) {
      path.invalid("must be a relative path");
    }
    noBacksteps(path);
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
    Field mode =
        mount
            .at("mountPropagation")
            .reportedAs(container.at("volumeMounts").path() + ".mountPropagation");
    if (!mode.isSet()) {
      return;
    }
    mode.oneOfIfSet("Bidirectional", "HostToContainer", "None");
    if (mode.is("Bidirectional") && !container.at("securityContext", "privileged").isTrue()) {
      mode.forbidden("Bidirectional mount propagation is available only to privileged containers");
    }
  }

  private static void recursiveReadOnly(Field mount) {
    Field mode = mount.at("recursiveReadOnly");
    if (!mode.isSet()) {
      return;
    }
    if (List.of("Enabled", "IfPossible").contains(mode.string())) {
      if (!mount.at("readOnly").isTrue()) {
        mode.forbidden("may only be specified when readOnly is true");
      }
      Field propagation = mount.at("mountPropagation");
      if (propagation.isSet() && !propagation.is("None")) {
        mode.forbidden("may only be specified when mountPropagation is None or not specified");
      }
    } else {
      mode.oneOfIfSet("Disabled", "Enabled", "IfPossible");
    }
  }

  private static void devices(Field container, Map<String, Field> volumes) {
    Set<String> names = new HashSet<>();
    Set<String> paths = new HashSet<>();
    for (Field device : container.at("volumeDevices").each()) {
      Field name = device.at("name");
      name.requirePresent();
      if (!names.add(name.string())) {
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
      if (!paths.add(path.string())) {
        path.invalid("must be unique");
      }
      if (climbs(path.string())) {
        path.invalid("can not contain backsteps ('..')");
      }
    }
  }
}
