package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.selector.LabelSelector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for node and pod affinity. */
final class AffinityRules {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private AffinityRules() {}

  static void check(Field affinity) {
    Field node = affinity.at("nodeAffinity");
    if (node.at(REQUIRED).isSet()) {
      nodeSelector(node.at(REQUIRED));
    }
    for (Field preferred : node.at(PREFERRED).each()) {
      weight(preferred.at("weight"));
      nodeTerm(preferred.at("preference"), false);
    }
    for (String side : List.of("podAffinity", "podAntiAffinity")) {
      for (Field term : affinity.at(side, REQUIRED).each()) {
        podTerm(term);
      }
      for (Field preferred : affinity.at(side, PREFERRED).each()) {
        weight(preferred.at("weight"));
        podTerm(preferred.at("podAffinityTerm"));
      }
    }
  }

  private static void weight(Field weight) {
    if (weight.number() < 1 || weight.number() > 100) {
      weight.invalid(weight.number(), "must be in the range 1-100");
    }
  }

  static void nodeSelector(Field selector) {
    Field terms = selector.at("nodeSelectorTerms");
    if (terms.size() == 0) {
      terms.required("must have at least one node selector term");
    }
    terms.each().forEach(term -> nodeTerm(term, true));
  }

  /**
   * @param checksValues false for preferences, whose values only warn
   */
  private static void nodeTerm(Field term, boolean checksValues) {
    for (Field expression : term.at("matchExpressions").each()) {
      nodeExpression(expression, checksValues);
    }
    for (Field field : term.at("matchFields").each()) {
      nodeField(field);
    }
  }

  private static void nodeExpression(Field expression, boolean checksValues) {
    Field values = expression.at("values");
    switch (expression.at("operator").string()) {
      case "In", "NotIn" -> {
        if (values.size() == 0) {
          values.required("must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (values.size() > 0) {
          values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      case "Gt", "Lt" -> {
        if (values.size() != 1) {
          values.required("must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default ->
          expression
              .at("operator")
              .invalid(expression.at("operator").string(), "not a valid selector operator");
    }
    Field key = expression.at("key");
    Formats.labelKey(key.string()).forEach(m -> key.invalid(key.string(), m));
    if (checksValues) {
      values.each().forEach(value -> value.check(Formats.labelValue(value.string())));
    }
  }

  private static void nodeField(Field requirement) {
    switch (requirement.at("operator").string()) {
      case "In", "NotIn" -> {
        if (requirement.at("values").size() != 1) {
          requirement
              .at("values")
              .required(
                  "must be only one value when `operator` is 'In' or 'NotIn' for node field"
                      + " selector");
        }
      }
      default ->
          requirement
              .at("operator")
              .invalid(requirement.at("operator").string(), "not a valid selector operator");
    }
    if (!requirement.at("key").is("metadata.name")) {
      requirement
          .at("key")
          .invalid(requirement.at("key").string(), "not a valid field selector key");
    } else {
      for (Field value : requirement.at("values").each()) {
        value.check(Formats.dns1123Subdomain(value.string()));
      }
    }
  }

  private static void podTerm(Field term) {
    selector(term.at("labelSelector"));
    selector(term.at("namespaceSelector"));
    for (Field namespace : term.at("namespaces").each()) {
      Formats.dns1123Label(namespace.string())
          .forEach(m -> term.at("namespace").invalid(namespace.string(), m));
    }
    labelKeys(term);
    Field key = term.at("topologyKey");
    if (key.isEmpty()) {
      key.required("can not be empty");
    }
    Formats.labelKey(key.string()).forEach(m -> key.invalid(key.string(), m));
  }

  static void selector(Field selector) {
    if (selector.isSet()) {
      selector.errors().addAll(LabelSelector.validate(selector.map(), selector.path()));
    }
  }

  /** {@code matchLabelKeys} and {@code mismatchLabelKeys} beside a label selector. */
  static void labelKeys(Field term) {
    Field match = term.at("matchLabelKeys");
    Field mismatch = term.at("mismatchLabelKeys");
    Field selector = term.at("labelSelector");
    for (Field list : List.of(match, mismatch)) {
      if (list.size() > 0 && !selector.isSet()) {
        list.forbidden("must not be specified when labelSelector is not set");
      } else {
        list.each().forEach(key -> key.check(Formats.labelKey(key.string())));
      }
    }
    Set<String> selected = new HashSet<>(selector.at("matchLabels").keys());
    for (Field expression : selector.at("matchExpressions").each()) {
      String key = expression.at("key").string();
      int index = match.list().lastIndexOf(key);
      // The keys' own requirements stand in the selector already, so a second one is the user's.
      if (!selected.add(key) && index >= 0) {
        term.reportedAs(term.path() + "[" + index + "]")
            .invalid(key, "exists in both matchLabelKeys and labelSelector");
      }
    }
    for (Field key : match.each()) {
      if (mismatch.list().contains(key.value())) {
        key.invalid("exists in both matchLabelKeys and mismatchLabelKeys");
      }
    }
  }
}
