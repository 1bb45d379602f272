package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules for a container's environment variables and where they come from. */
final class EnvironmentRules {
  private static final Set<String> ENV_PATHS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");
  private static final Set<String> VOLUME_PATHS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.labels",
          "metadata.annotations",
          "metadata.uid");
  private static final Set<String> RESOURCES =
      Set.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");
  private static final Pattern SUBSCRIPT =
      Pattern.compile("(metadata\\.(?:labels|annotations))\\['([^']*)'\\]");

  private EnvironmentRules() {}

  static void check(Field container) {
    for (Field variable : container.at("env").each()) {
      Field name = variable.at("name");
      if (name.requirePresent()) {
        name.check(Formats.environmentVariable(name.string()));
      }
      if (variable.at("valueFrom").isSet()) {
        valueFrom(variable.at("valueFrom"), !variable.at("value").isEmpty());
      }
    }
    for (Field source : container.at("envFrom").each()) {
      envFrom(source);
    }
  }

  private static void valueFrom(Field from, boolean hasValue) {
    int sources = 0;
    if (from.at("fieldRef").isSet()) {
      sources++;
      fieldRef(from.at("fieldRef"), false);
    }
    if (from.at("resourceFieldRef").isSet()) {
      sources++;
      resourceFieldRef(from.at("resourceFieldRef"), false);
    }
    for (String ref : List.of("configMapKeyRef", "secretKeyRef")) {
      if (from.at(ref).isSet()) {
        sources++;
        Field key = from.at(ref, "key");
        if (key.requirePresent()) {
          key.check(Formats.configMapKey(key.string()));
        }
        from.at(ref, "name").requirePresent();
      }
    }
    if (from.at("fileKeyRef").isSet()) {
      sources++;
      from.at("fileKeyRef", "key").requirePresent();
      from.at("fileKeyRef", "volumeName").requirePresent();
      from.at("fileKeyRef", "path").requirePresent();
    }
    if (sources == 0) {
      from.invalid(
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef`"
              + " or `fileKeyRef`");
    } else if (hasValue) {
      from.invalid("", "may not be specified when `value` is not empty");
    } else if (sources > 1) {
      from.invalid("", "may not have more than one field specified at a time");
    }
  }

  private static void envFrom(Field source) {
    Field prefix = source.at("prefix");
    if (!prefix.isEmpty()) {
      prefix.check(Formats.environmentVariable(prefix.string()));
    }
    int sources = 0;
    for (String ref : List.of("configMapRef", "secretRef")) {
      if (source.at(ref).isSet()) {
        sources++;
        source.at(ref, "name").requirePresent();
      }
    }
    if (sources == 0) {
      source.invalid("", "must specify one of: `configMapRef` or `secretRef`");
    } else if (sources > 1) {
      source.invalid("", "may not have more than one field specified at a time");
    }
  }

  /** A field of the pod itself, for a variable or for a file of a downward API volume. */
  static void fieldRef(Field ref, boolean volume) {
    if (!ref.at("apiVersion").requirePresent() || !ref.at("fieldPath").requirePresent()) {
      return;
    }
    Field path = ref.at("fieldPath");
    Matcher subscript = SUBSCRIPT.matcher(path.string());
    if (subscript.matches()) {
      String key = subscript.group(2);
      boolean label = subscript.group(1).equals("metadata.labels");
      String checked = label ? key : key.toLowerCase(Locale.ROOT);
      Formats.labelKey(checked).forEach(m -> ref.invalid(key, m));
      return;
    }
    Set<String> allowed = volume ? VOLUME_PATHS : ENV_PATHS;
    if (!allowed.contains(path.string())) {
      path.notSupported(allowed);
    }
  }

  static void resourceFieldRef(Field ref, boolean volume) {
    if (volume && ref.at("containerName").isEmpty()) {
      ref.at("containerName").required("");
    } else if (ref.at("resource").requirePresent()) {
      String name = ref.at("resource").string();
      boolean huge = name.startsWith("limits.hugepages-") || name.startsWith("requests.hugepages-");
      if (!huge && !RESOURCES.contains(name)) {
        ref.at("resource").notSupported(RESOURCES);
      }
    }
  }
}
