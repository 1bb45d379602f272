package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.quantity.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  /** Labels that the API reads but offers neither to variables nor to files. */
  private static final Set<String> OTHER_LABELS =
      Set.of("spec.restartPolicy", "spec.schedulerName", "status.phase");

  private static final Set<String> RESOURCES =
      Set.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");
  private static final Set<String> SIZE_DIVISORS =
      Set.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");
  private static final Pattern SUBSCRIPT = Pattern.compile("(.+?)\\['(.*)'\\]");

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
    Field sources = container.at("envFrom");
    for (Field source : sources.each()) {
      envFrom(source, sources);
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
        keyRef(from.at(ref));
      }
    }
    if (from.at("fileKeyRef").isSet()) {
      sources++;
      fileKeyRef(from.at("fileKeyRef"));
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

  private static void keyRef(Field ref) {
    Field name = ref.at("name");
    Formats.dns1123Subdomain(name.string()).forEach(m -> name.invalid(name.string(), m));
    Field key = ref.at("key");
    if (key.requirePresent()) {
      key.check(Formats.configMapKey(key.string()));
    }
  }

  private static void fileKeyRef(Field ref) {
    Field key = ref.at("key");
    if (key.requirePresent()) {
      key.check(Formats.environmentVariable(key.string()));
    }
    Field volume = ref.at("volumeName");
    if (volume.requirePresent()) {
      volume.check(Formats.dns1123Label(volume.string()));
    }
    if (ref.at("path").requirePresent()) {
      MountRules.noBacksteps(ref.at("path"));
    }
  }

  /** Variables from files need the volume that the files lie in, and it must be an emptyDir. */
  static void fileKeyVolumes(Field spec) {
    for (Field container : PodScope.containersOf(spec)) {
      for (Field variable : container.at("env").each()) {
        Field name = variable.at("valueFrom", "fileKeyRef", "volumeName");
        if (!variable.at("valueFrom", "fileKeyRef").isSet()) {
          continue;
        }
        Optional<Field> volume =
            spec.at("volumes").each().stream()
                .filter(v -> v.at("name").is(name.string()))
                .reduce((_, last) -> last);
        if (volume.isEmpty()) {
          name.notFound();
        } else if (!volume.get().at("emptyDir").isSet()) {
          name.invalid("referenced volume must be of type emptyDir");
        }
      }
    }
  }

  private static void envFrom(Field source, Field list) {
    Field prefix = source.at("prefix");
    if (!prefix.isEmpty()) {
      prefix.check(Formats.environmentVariable(prefix.string()));
    }
    int sources = 0;
    for (String ref : List.of("configMapRef", "secretRef")) {
      if (source.at(ref).isSet()) {
        sources++;
        Field name = source.at(ref, "name");
        if (name.requirePresent()) {
          String checked = name.string();
          boolean dashed = checked.length() > 1 && checked.endsWith("-");
          name.check(
              Formats.dns1123Subdomain(
                  dashed ? checked.substring(0, checked.length() - 2) + "a" : checked));
        }
      }
    }
    if (sources == 0) {
      list.invalid("", "must specify one of: `configMapRef` or `secretRef`");
    } else if (sources > 1) {
      list.invalid("", "may not have more than one field specified at a time");
    }
  }

  /** A field of the pod itself, for a variable or for a file of a downward API volume. */
  static void fieldRef(Field ref, boolean volume) {
    if (!ref.at("apiVersion").requirePresent() || !ref.at("fieldPath").requirePresent()) {
      return;
    }
    Field path = ref.at("fieldPath");
    if (!ref.at("apiVersion").is("v1")) {
      path.invalid(
          "error converting fieldPath: unsupported pod version: " + ref.at("apiVersion").string());
      return;
    }
    Matcher subscript = SUBSCRIPT.matcher(path.string());
    if (subscript.matches()) {
      subscripted(ref, subscript.group(1), subscript.group(2));
      return;
    }
    String label = path.is("spec.host") ? "spec.nodeName" : path.string();
    Set<String> allowed = volume ? VOLUME_PATHS : ENV_PATHS;
    if (allowed.contains(label)) {
      return;
    }
    boolean known =
        ENV_PATHS.contains(label) || VOLUME_PATHS.contains(label) || OTHER_LABELS.contains(label);
    if (known) {
      path.notSupported(allowed);
    } else {
      path.invalid("error converting fieldPath: field label not supported: " + label);
    }
  }

  private static void subscripted(Field ref, String path, String key) {
    switch (path) {
      case "metadata.annotations" -> {
        String lower = key.toLowerCase(Locale.ROOT);
        Formats.labelKey(lower).forEach(m -> ref.invalid(lower, m));
      }
      case "metadata.labels" -> Formats.labelKey(key).forEach(m -> ref.invalid(key, m));
      default ->
          ref.at("fieldPath")
              .invalid(
                  "error converting fieldPath: field label does not support subscript: "
                      + ref.at("fieldPath").string());
    }
  }

  static void resourceFieldRef(Field ref, boolean volume) {
    String name = ref.at("resource").string();
    boolean huge = name.startsWith("limits.hugepages-") || name.startsWith("requests.hugepages-");
    if (volume && ref.at("containerName").isEmpty()) {
      ref.at("containerName").required("");
    } else if (ref.at("resource").requirePresent() && !huge && !RESOURCES.contains(name)) {
      ref.at("resource").notSupported(RESOURCES);
    }
    divisor(ref.at("divisor"), name, huge);
  }

  private static void divisor(Field divisor, String resource, boolean huge) {
    Optional<Quantity> quantity = ResourceRules.parsed(divisor.value());
    if (quantity.isEmpty() || quantity.get().isZero()) {
      return;
    }
    String text = quantity.get().toString();
    String of =
        huge
            ? "hugepages resource"
            : switch (resource) {
              case "limits.memory", "requests.memory" -> "memory resource";
              case "limits.ephemeral-storage", "requests.ephemeral-storage" ->
                  "local ephemeral storage resource";
              default -> "";
            };
    boolean cpu = resource.equals("limits.cpu") || resource.equals("requests.cpu");
    if (cpu && !text.equals("1m") && !text.equals("1")) {
      divisor.invalid(
          resource, "only divisor's values 1m and 1 are supported with the cpu resource");
    } else if (!of.isEmpty() && !SIZE_DIVISORS.contains(text)) {
      divisor.invalid(
          resource,
          "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are"
              + " supported with the "
              + of);
    }
  }
}
