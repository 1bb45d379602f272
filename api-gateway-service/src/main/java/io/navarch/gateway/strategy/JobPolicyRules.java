package io.navarch.gateway.strategy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for a job's pod failure policy and success policy. */
final class JobPolicyRules {
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
    action.oneOf("Count", "FailIndex", "FailJob", "Ignore");
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
        pattern.at("type").requirePresent();
        pattern.at("status").oneOf("False", "True", "Unknown");
      }
    }
    if (codes.isSet() && hasConditions) {
      rule.invalid("specifying both OnExitCodes and OnPodConditions is not supported");
    } else if (!codes.isSet() && !hasConditions) {
      rule.invalid("specifying one of OnExitCodes and OnPodConditions is required");
    }
  }

  private static void exitCodes(Field codes, Set<String> containers) {
    codes.at("operator").oneOf("In", "NotIn");
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
    for (Field value : values.each()) {
      if (codes.at("operator").is("In") && value.number() == 0) {
        value.invalid("must not be 0 for the In operator");
      }
      if (!seen.add(value.number())) {
        value.duplicate();
      }
      if (value.number() < previous) {
        values.invalid("must be ordered");
      }
      previous = value.number();
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
    for (Field rule : rules.each()) {
      boolean count = rule.at("succeededCount").isSet();
      boolean indexes = rule.at("succeededIndexes").isSet();
      if (!count && !indexes) {
        rule.required("at least one of succeededCount or succeededIndexes must be specified");
      }
      if (count) {
        rule.at("succeededCount").notNegative();
        if (spec.at("completions").isSet()
            && rule.at("succeededCount").number() > spec.at("completions").number()) {
          rule.at("succeededCount")
              .invalid(
                  "must be less than or equal to "
                      + spec.at("completions").number()
                      + " (the number of specified completions)");
        }
      }
      if (indexes) {
        indexes(rule.at("succeededIndexes"), spec.at("completions").number());
      }
    }
  }

  /** {@code 0,2-4}: ascending, below the number of completions. */
  private static void indexes(Field indexes, long completions) {
    long previous = -1;
    for (String part : indexes.string().split(",", -1)) {
      String[] ends = part.split("-", -1);
      try {
        long first = Long.parseLong(ends[0]);
        long last = ends.length == 2 ? Long.parseLong(ends[1]) : first;
        if (ends.length > 2 || first <= previous || last < first || last >= completions) {
          indexes.invalid("error parsing succeededIndexes: must be ordered and below completions");
          return;
        }
        previous = last;
      } catch (NumberFormatException e) {
        indexes.invalid(
            "error parsing succeededIndexes: cannot convert string to integer for index: \""
                + part
                + "\"");
        return;
      }
    }
  }
}
