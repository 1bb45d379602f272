package io.navarch.gateway.strategy;

import java.util.HashMap;
import java.util.Map;

/** The rules for topology spread constraints. */
final class SpreadRules {
  private SpreadRules() {}

  static void check(Field constraints) {
    Map<String, Field> pairs = new HashMap<>();
    for (Field constraint : constraints.each()) {
      one(constraint);
      String pair =
          "{"
              + constraint.at("topologyKey").string()
              + ", "
              + constraint.at("whenUnsatisfiable").string()
              + "}";
      Field earlier = pairs.put(pair, constraint);
      if (earlier != null) {
        earlier.at("{topologyKey, whenUnsatisfiable}").duplicate(pair);
      }
    }
  }

  private static void one(Field constraint) {
    constraint.at("maxSkew").positive();
    Field key = constraint.at("topologyKey");
    if (key.isEmpty()) {
      key.required("can not be empty");
    }
    constraint.at("whenUnsatisfiable").among("DoNotSchedule", "ScheduleAnyway");
    Field minDomains = constraint.at("minDomains");
    if (minDomains.isSet()) {
      minDomains.positive();
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
