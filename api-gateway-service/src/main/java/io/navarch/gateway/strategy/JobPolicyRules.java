package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for a job's pod failure policy and success policy. */
final class JobPolicyRules {
  private static final int MAX_INDEXES = 64 * 1024;

  private JobPolicyRules() {}

  static void failure(Field spec) {
    Set<String> containers = new HashSet<>();
    for (String list : List.of("containers", "initContainers")) {
      spec.at("template", "spec", list).each().forEach(c -> containers.add(c.at("name").string()));
    }
    Field rules = spec.at("podFailurePolicy", "rules");
    if (rules.size() > 20) {
      rules.tooMany(20);
    }
    for (Field rule : rules.each()) {
      failureRule(rule, spec, containers);
    }
  }

  private static void failureRule(Field rule, Field spec, Set<String> containers) {
    Field action = rule.at("action");
    if (action.requirePresent("valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]")) {
      action.oneOfIfSet("Count", "FailIndex", "FailJob", "Ignore");
    }
    if (action.is("FailIndex") && !spec.at("backoffLimitPerIndex").isSet()) {
      action.invalid("requires the backoffLimitPerIndex to be set");
    }
    Field codes = rule.at("onExitCodes");
    Field conditions = rule.at("onPodConditions");
    boolean hasConditions = conditions.size() > 0;
    if (codes.isSet()) {
      exitCodes(codes, containers);
    }
    if (hasConditions) {
      if (conditions.size() > 20) {
        conditions.tooMany(20);
      }
      for (Field pattern : conditions.each()) {
        String type = pattern.at("type").string();
        Formats.labelKey(type).forEach(m -> pattern.at("type").invalid(type, m));
        Field status = pattern.at("status");
        if (status.requirePresent("valid values: [\"False\" \"True\" \"Unknown\"]")) {
          status.oneOfIfSet("False", "True", "Unknown");
        }
      }
    }
    if (codes.isSet() && hasConditions) {
      rule.invalidOmitted("specifying both OnExitCodes and OnPodConditions is not supported");
    } else if (!codes.isSet() && !hasConditions) {
      rule.invalidOmitted("specifying one of OnExitCodes and OnPodConditions is required");
    }
  }

  private static void exitCodes(Field codes, Set<String> containers) {
    if (codes.at("operator").requirePresent("valid values: [\"In\" \"NotIn\"]")) {
      codes.at("operator").oneOfIfSet("In", "NotIn");
    }
    Field name = codes.at("containerName");
    if (name.isSet() && !containers.contains(name.string())) {
      name.invalid("must be one of the container or initContainer names in the pod template");
    }
    Field values = codes.at("values");
    if (values.size() == 0) {
      values.invalid(List.of(), "at least one value is required");
    } else if (values.size() > 255) {
      values.tooMany(255);
    }
    Set<Long> seen = new HashSet<>();
    long previous = Long.MIN_VALUE;
    boolean isOrdered = true;
    for (Field value : values.each()) {
      if (codes.at("operator").is("In") && value.number() == 0) {
        value.invalid("must not be 0 for the In operator");
      }
      if (!seen.add(value.number())) {
        value.duplicate();
      }
      isOrdered &= value.number() >= previous;
      previous = value.number();
    }
    if (!isOrdered) {
      values.invalid("must be ordered");
    }
  }

  static void success(Field spec) {
    Field policy = spec.at("successPolicy");
    if (!spec.at("completionMode").is("Indexed")) {
      policy.invalid("requires indexed completion mode");
      return;
    }
    Field rules = policy.at("rules");
    if (rules.size() == 0) {
      rules.required("at least one rules must be specified when the successPolicy is specified");
    }
    if (rules.size() > 20) {
      rules.tooMany(20);
    }
    long completions = spec.at("completions").number();
    for (Field rule : rules.each()) {
      successRule(rule, completions);
    }
  }

  private static void successRule(Field rule, long completions) {
    Field count = rule.at("succeededCount");
    Field indexes = rule.at("succeededIndexes");
    if (!count.isSet() && !indexes.isSet()) {
      rule.required("at least one of succeededCount or succeededIndexes must be specified");
    }
    JobIndexes parsed = JobIndexes.parse(indexes.string(), completions);
    if (indexes.string().length() > MAX_INDEXES) {
      indexes.tooLong(MAX_INDEXES);
    }
    if (indexes.isSet() && !parsed.error().isEmpty()) {
      indexes.invalid("error parsing succeededIndexes: " + parsed.error());
    }
    if (!count.isSet()) {
      return;
    }
    count.notNegative();
    if (count.number() > completions) {
      count.invalid(
          "must be less than or equal to "
              + completions
              + " (the number of specified completions)");
    }
    if (indexes.isSet() && count.number() > parsed.count()) {
      count.invalid(
          "must be less than or equal to "
              + parsed.count()
              + " (the number of indexes in the specified succeededIndexes field)");
    }
  }
}
