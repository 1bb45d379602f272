package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.Set;

/** The rules for topology spread constraints. */
final class SpreadRules {
  private SpreadRules() {}

  static void check(Field constraints) {
    Set<String> pairs = new HashSet<>();
    for (Field constraint : constraints.each()) {
      one(constraint);
      String pair =
          "{"
              + constraint.at("topologyKey").string()
              + ", "
              + constraint.at("whenUnsatisfiable").string()
              + "}";
      if (!pairs.add(pair)) {
        constraint.at("{topologyKey, whenUnsatisfiable}").duplicate(pair);
      }
    }
  }

  private static void one(Field constraint) {
    constraint.at("maxSkew").positive();
    Field key = constraint.at("topologyKey");
    if (key.isEmpty()) {
      key.required("can not be empty");
    } else {
      key.check(Formats.labelKey(key.string()));
    }
    constraint.at("whenUnsatisfiable").oneOf("DoNotSchedule", "ScheduleAnyway");
    Field minDomains = constraint.at("minDomains");
    if (minDomains.isSet()) {
      if (minDomains.number() <= 0) {
        minDomains.invalid("must be greater than 0");
      }
      if (!constraint.at("whenUnsatisfiable").is("DoNotSchedule")) {
        minDomains.invalid(
            "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not "
                + constraint.at("whenUnsatisfiable").string());
      }
    }
    constraint.at("nodeAffinityPolicy").oneOfIfSet("Honor", "Ignore");
    constraint.at("nodeTaintsPolicy").oneOfIfSet("Honor", "Ignore");
    AffinityRules.labelKeys(constraint);
    AffinityRules.selector(constraint.at("labelSelector"));
  }
}
