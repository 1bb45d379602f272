package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the kinds that keep pods running have in common: selector, template, counts. */
final class WorkloadRules {
  private static final Pattern PERCENT = Pattern.compile("[0-9]+%");

  private WorkloadRules() {}

  /**
   * A selector that must be there, must not be empty, and must select the template's pods.
   *
   * @param kind in the text for an empty selector, such as {@code deployment}
   */
  static void selectorAndTemplate(Field spec, String kind) {
    Field selector = spec.at("selector");
    if (!selector.isSet()) {
      if (!kind.equals("daemonset")) {
        selector.required("");
      }
    } else {
      AffinityRules.selector(selector);
      if (selector.at("matchLabels").size() + selector.at("matchExpressions").size() == 0) {
        selector.invalid(selector.value(), "empty selector is invalid for " + kind);
      }
    }
    template(spec, selector, kind);
  }

  private static void template(Field spec, Field selector, String kind) {
    Field template = spec.at("template");
    Field labels = template.at("metadata", "labels");
    boolean picksNothing = !selector.isSet();
    if (!kind.equals("daemonset") && !LabelSelector.isReadable(selector.map())) {
      selector.invalid(kind.equals("statefulset") ? "" : "invalid label selector");
      return;
    }
    if (picksNothing || (selector.size() > 0 && !selects(selector, labels))) {
      labels.invalid(labels.value(), "`selector` does not match template `labels`");
    }
    if (kind.equals("statefulset")) {
      statefulTemplate(template, spec.at("volumeClaimTemplates"));
    } else {
      podTemplate(template);
    }
    alwaysRunning(
        template,
        switch (kind) {
          case "daemonset" -> "DaemonSet";
          case "statefulset" -> "StatefulSet";
          default -> "ReplicaSet";
        });
  }

  /** Pods of stateful sets get their names, and volumes from claim templates, from the set. */
  private static void statefulTemplate(Field template, Field claims) {
    Map<String, Object> podSpec = new LinkedHashMap<>(template.at("spec").map());
    podSpec.remove("hostname");
    podSpec.remove("subdomain");
    Set<String> claimed = new HashSet<>();
    List<Object> volumes = new ArrayList<>();
    for (Field claim : claims.each()) {
      String name = claim.at("metadata", "name").string();
      claimed.add(name);
      volumes.add(Map.of("name", name, "persistentVolumeClaim", Map.of("claimName", name)));
    }
    for (Field volume : template.at("spec", "volumes").each()) {
      if (!claimed.contains(volume.at("name").string())) {
        volumes.add(volume.map());
      }
    }
    if (!volumes.isEmpty()) {
      podSpec.put("volumes", volumes);
    }
    Map<String, Object> whole = new LinkedHashMap<>(template.map());
    whole.put("spec", podSpec);
    podTemplate(template.with(whole));
    templateMetadata(template);
  }

  private static boolean selects(Field selector, Field labels) {
    try {
      return LabelSelector.ofObject(selector.map()).matches(labels.map());
    } catch (ApiException e) {
      return true; // said already
    }
  }

  /** Pods of these kinds restart for ever and have no deadline. */
  static void alwaysRunning(Field template, String kind) {
    Field policy = template.at("spec", "restartPolicy");
    if (!policy.is("Always")) {
      policy.notSupported(List.of("Always"));
    }
    Field deadline = template.at("spec", "activeDeadlineSeconds");
    if (deadline.isSet()) {
      deadline.forbidden("activeDeadlineSeconds in " + kind + " is not Supported");
    }
  }

  static void podTemplate(Field template) {
    templateMetadata(template);
    PodSpecRules.ofTemplate(template.at("spec"));
    PodAnnotationRules.againstFields(template.at("metadata", "annotations"), template.at("spec"));
    Field ephemeral = template.at("spec", "ephemeralContainers");
    if (ephemeral.size() > 0) {
      ephemeral.forbidden("ephemeral containers not allowed in pod template");
    }
  }

  /** Labels and annotations that something else is to get. */
  static void metadata(Field metadata) {
    labels(metadata.at("labels"));
    annotations(metadata.at("annotations"));
  }

  private static void templateMetadata(Field template) {
    Field metadata = template.at("metadata");
    labels(metadata.at("labels").reportedAs(template.at("labels")));
    Field annotations = metadata.at("annotations").reportedAs(template.at("annotations"));
    annotations(annotations);
    PodAnnotationRules.check(annotations, template.at("spec"));
  }

  /** Labels in a place of their own, such as a node selector. */
  static void labels(Field labels) {
    if (labels.size() > 0) {
      labels.errors().addAll(LabelSelector.validateLabels(labels.map(), labels.path()));
    }
  }

  private static void annotations(Field annotations) {
    for (String key : annotations.keys()) {
      Formats.labelKey(key.toLowerCase(java.util.Locale.ROOT))
          .forEach(m -> annotations.errors().add(FieldError.invalid(annotations.path(), key, m)));
    }
  }

  /** A count, or a share such as {@code 25%}. */
  static void countOrPercent(Field value) {
    if (value.value() instanceof String text) {
      value.check(Formats.percent(text));
    } else {
      value.notNegative();
    }
  }

  /** A share may not be above 100%. */
  static void notAboveAll(Field value) {
    if (value.value() instanceof String text
        && PERCENT.matcher(text).matches()
        && percent(text) > 100) {
      value.invalid("must not be greater than 100%");
    }
  }

  static boolean isZero(Field value) {
    return value.value() instanceof String text
        ? !PERCENT.matcher(text).matches() || percent(text) == 0
        : value.number() == 0;
  }

  private static long percent(String text) {
    String digits = text.substring(0, text.length() - 1);
    return digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
  }

  /**
   * None of the counts may be negative, and those that say of how many pods something is true not
   * above the number of pods.
   *
   * @param ready how the number of ready pods is called in texts
   * @param parts counts of some of the pods
   * @param counts all counts, in the order in which the API looks at them
   */
  static void statusCounts(Field status, String ready, List<String> parts, String... counts) {
    for (String count : counts) {
      status.at(count).notNegative();
    }
    for (String part : parts) {
      if (status.at(part).number() > status.at("replicas").number()) {
        status.at(part).invalid(status.at(part).number(), "cannot be greater than status.replicas");
      }
    }
    Field available = status.at("availableReplicas");
    if (available.number() > status.at("readyReplicas").number()) {
      available.invalid("cannot be greater than " + ready);
    }
  }

  /** The counts of what keeps a number of equal pods. */
  static void replicaStatus(Field status) {
    statusCounts(
        status,
        "readyReplicas",
        List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
        "replicas",
        "fullyLabeledReplicas",
        "readyReplicas",
        "availableReplicas",
        "observedGeneration",
        "terminatingReplicas");
  }

  static void collisionCount(Field status, Field old) {
    Field now = status.at("collisionCount");
    Field before = old.at("collisionCount");
    if (before.isSet() && now.number() < before.number()) {
      now.invalid(now.number(), "cannot be decremented");
    }
  }
}
