package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Texts for users of pods and templates with fields that work, but should not be used so. */
final class PodWarnings {
  private static final Map<String, String> ANNOTATIONS =
      Map.of(
          "scheduler.alpha.kubernetes.io/critical-pod",
          "non-functional in v1.16+; use the \"priorityClassName\" field instead",
          "security.alpha.kubernetes.io/sysctls",
          "non-functional in v1.11+; use the \"sysctls\" field instead",
          "security.alpha.kubernetes.io/unsafe-sysctls",
          "non-functional in v1.11+; use the \"sysctls\" field instead");

  private final List<String> warnings = new ArrayList<>(0);
  private final boolean isTemplate;

  private PodWarnings(boolean isTemplate) {
    this.isTemplate = isTemplate;
  }

  static List<String> ofPod(ApiObject pod) {
    return of(Field.root(pod, new ArrayList<>(0)), false);
  }

  static List<String> ofTemplate(Field template) {
    return of(template, true);
  }

  private static List<String> of(Field template, boolean isTemplate) {
    PodWarnings found = new PodWarnings(isTemplate);
    Field spec = template.at("spec");
    found.nodeLabels(spec);
    found.annotations(template.at("metadata", "annotations"));
    found.warnings.addAll(VolumeWarnings.of(spec.at("volumes")));
    found.repeated(spec.at("hostAliases"), "ip", "duplicate ip ");
    found.repeated(spec.at("imagePullSecrets"), "name", "duplicate name ");
    for (Field secret : spec.at("imagePullSecrets").each()) {
      if (secret.at("name").isEmpty()) {
        found.warn(secret.at("name"), "invalid empty name \"\"");
      }
    }
    found.fractions(spec.at("overhead"));
    found.containers(template);
    found.ports(spec);
    if (spec.at("terminationGracePeriodSeconds").number() < 0) {
      found.warn(
          spec.at("terminationGracePeriodSeconds"),
          "must be >= 0; negative values are invalid and will be treated as 1");
    }
    found.podAffinity(spec.at("affinity"));
    for (Field server : spec.at("dnsConfig", "nameservers").each()) {
      found.address(server);
    }
    spec.at("hostAliases").each().forEach(alias -> found.address(alias.at("ip")));
    return found.warnings;
  }

  private void warn(Field field, String text) {
    warnings.add(field.path() + ": " + text);
  }

  private void address(Field ip) {
    Addresses.warning(ip.string()).ifPresent(text -> warn(ip, text));
  }

  private void nodeLabels(Field spec) {
    for (Field entry : spec.at("nodeSelector").entries()) {
      String warning = NodeLabels.warning(entry.name());
      if (warning != null) {
        warn(entry, warning);
      }
    }
    Field affinity = spec.at("affinity", "nodeAffinity");
    Field required = affinity.at("requiredDuringSchedulingIgnoredDuringExecution");
    for (Field term : required.at("nodeSelectorTerms").each()) {
      warnings.addAll(NodeLabels.warnings(term, false));
    }
    for (Field term : affinity.at("preferredDuringSchedulingIgnoredDuringExecution").each()) {
      warnings.addAll(NodeLabels.warnings(term.at("preference"), true));
    }
    for (Field constraint : spec.at("topologySpreadConstraints").each()) {
      Field key = constraint.at("topologyKey");
      String warning = NodeLabels.warning(key.string());
      if (warning != null) {
        warn(key, key.string() + " is " + warning);
      }
      nullSelector(constraint);
    }
  }

  private void nullSelector(Field term) {
    if (!term.at("labelSelector").isSet()) {
      warn(term.at("labelSelector"), "a null labelSelector results in matching no pod");
    }
  }

  private void podAffinity(Field affinity) {
    for (String side : List.of("podAffinity", "podAntiAffinity")) {
      Field terms = affinity.at(side);
      terms.at("requiredDuringSchedulingIgnoredDuringExecution").each().forEach(this::nullSelector);
      terms
          .at("preferredDuringSchedulingIgnoredDuringExecution")
          .each()
          .forEach(term -> nullSelector(term.at("podAffinityTerm")));
    }
  }

  private void annotations(Field annotations) {
    for (Field annotation : annotations.entries()) {
      String warning = ANNOTATIONS.get(annotation.name());
      if (warning != null) {
        warn(annotation, warning);
      }
    }
  }

  private void repeated(Field list, String member, String text) {
    Set<String> seen = new HashSet<>();
    for (Field item : list.each()) {
      Field value = item.at(member);
      if (!seen.add(value.string())) {
        warn(value, text + '"' + value.string() + '"');
      }
    }
  }

  private void fractions(Field amounts) {
    for (String name : List.of("memory", "ephemeral-storage")) {
      Optional<Quantity> quantity = ResourceRules.parsed(amounts.map().get(name));
      if (quantity.filter(q -> q.milliUnits() % 1000 != 0).isPresent()) {
        warn(
            amounts.key(name),
            "fractional byte value \"" + quantity.get() + "\" is invalid, must be an integer");
      }
    }
  }

  private void containers(Field template) {
    Field annotations = template.at("metadata", "annotations");
    Field spec = template.at("spec");
    String seccomp = "non-functional in v1.27+; use the \"seccompProfile\" field instead";
    Field ofPod = annotations.key(PodAnnotationRules.SECCOMP_POD);
    if (ofPod.isSet() && !spec.at("securityContext", "seccompProfile").isSet()) {
      warn(ofPod, seccomp);
    }
    for (Field container : PodScope.containersOf(spec)) {
      String name = container.at("name").string();
      Field context = container.at("securityContext");
      Field own = annotations.key(PodAnnotationRules.SECCOMP_CONTAINER + name);
      if (own.isSet() && !context.at("seccompProfile").isSet()) {
        warn(own, seccomp);
      }
      Field appArmor = annotations.key(PodAnnotationRules.APP_ARMOR + name);
      boolean hasField =
          context.at("appArmorProfile").isSet()
              || spec.at("securityContext", "appArmorProfile").isSet();
      if (isTemplate && appArmor.isSet() && !hasField) {
        warn(appArmor, "deprecated since v1.30; use the \"appArmorProfile\" field instead");
      }
      fractions(container.at("resources", "limits"));
      fractions(container.at("resources", "requests"));
      variables(container.at("env"));
    }
  }

  /** A variable that is defined again and does not build on what it was. */
  private void variables(Field env) {
    Set<String> names = new HashSet<>();
    for (Field variable : env.each()) {
      String name = variable.at("name").string();
      if (names.add(name)) {
        continue;
      }
      String reference = "$(" + name + ")";
      String value = variable.at("value").string();
      boolean builds =
          !variable.at("valueFrom").isSet()
              && value.contains(reference)
              && !value.equals(reference);
      if (!builds) {
        warn(
            variable,
            "hides previous definition of \"" + name + "\", which may be dropped when using apply");
      }
    }
  }

  private void ports(Field spec) {
    Map<String, List<Field>> byNumber = new HashMap<>();
    Map<String, Field> byName = new HashMap<>();
    List<Field> containers = PodScope.containersOf(spec);
    for (Field container : containers) {
      for (Field port : container.at("ports").each()) {
        overlaps(port, byNumber);
      }
    }
    for (Field container : containers) {
      for (Field port : container.at("ports").each()) {
        String name = port.at("name").string();
        Field other = name.isEmpty() ? null : byName.putIfAbsent(name, port);
        if (other != null) {
          warn(
              port,
              "duplicate port name \""
                  + name
                  + "\" with "
                  + other.path()
                  + ", services and probes that select ports by name will use "
                  + other.path());
        }
      }
    }
  }

  private void overlaps(Field port, Map<String, List<Field>> byNumber) {
    String key = port.at("containerPort").number() + "/" + port.at("protocol").string();
    List<Field> others = byNumber.computeIfAbsent(key, _ -> new ArrayList<>(1));
    for (Field other : others) {
      boolean sameIp = port.at("hostIP").string().equals(other.at("hostIP").string());
      boolean samePort = port.at("hostPort").number() == other.at("hostPort").number();
      boolean oneOpen = port.at("hostPort").isEmpty() || other.at("hostPort").isEmpty();
      if (sameIp && samePort) {
        warn(port, "duplicate port definition with " + other.path());
      } else if (oneOpen) {
        warn(port, "overlapping port definition with " + other.path());
      } else if (samePort && port.at("hostIP").isEmpty() != other.at("hostIP").isEmpty()) {
        warn(port, "dangerously ambiguous port definition with " + other.path());
      }
    }
    others.add(port);
  }
}
