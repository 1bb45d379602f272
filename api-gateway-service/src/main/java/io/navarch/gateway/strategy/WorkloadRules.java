package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.List;
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
      selector.required("");
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
    if (selector.size() > 0 && !selects(selector, labels)) {
      labels.invalid(labels.map(), "`selector` does not match template `labels`");
    }
    if (kind.equals("statefulset")) {
      // Its pods get volumes from claim templates too, so the API leaves the pod's own rules to the
      // pods.
      templateMetadata(template);
    } else {
      podTemplate(template);
    }
    alwaysRunning(template);
  }

  private static boolean selects(Field selector, Field labels) {
    try {
      return LabelSelector.ofObject(selector.map()).matches(labels.map());
    } catch (ApiException e) {
      return true; // said already
    }
  }

  /** Pods of these kinds restart for ever and have no deadline. */
  static void alwaysRunning(Field template) {
    Field policy = template.at("spec", "restartPolicy");
    if (!policy.is("Always")) {
      policy.notSupported(List.of("Always"));
    }
    Field deadline = template.at("spec", "activeDeadlineSeconds");
    if (deadline.isSet()) {
      deadline.forbidden("activeDeadlineSeconds in ReplicaSet is not Supported");
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
  static void countOrPercent(Field value, boolean atMostAll) {
    if (value.value() instanceof String text) {
      if (!PERCENT.matcher(text).matches()) {
        value.check(Formats.percent(text));
      } else if (atMostAll && percent(text) > 100) {
        value.invalid("must not be greater than 100%");
      }
    } else {
      value.notNegative();
    }
  }

  static boolean isZero(Field value) {
    return value.value() instanceof String text
        ? PERCENT.matcher(text).matches() && percent(text) == 0
        : value.number() == 0;
  }

  private static long percent(String text) {
    String digits = text.substring(0, text.length() - 1);
    return digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
  }

  /** None of the counts may be negative, and none but the first above the first. */
  static void statusCounts(Field status, String total, String... parts) {
    status.at(total).notNegative();
    for (String part : parts) {
      status.at(part).notNegative();
      if (status.at(part).number() > status.at(total).number()) {
        status.at(part).invalid("cannot be greater than status." + total);
      }
    }
    Field available = status.at("availableReplicas");
    if (available.number() > status.at("readyReplicas").number()) {
      available.invalid("cannot be greater than readyReplicas");
    }
  }

  static void collisionCount(Field status, Field old) {
    Field now = status.at("collisionCount");
    Field before = old.at("collisionCount");
    if (before.isSet() && now.number() < before.number()) {
      now.invalid("cannot be decremented");
    }
  }
}
