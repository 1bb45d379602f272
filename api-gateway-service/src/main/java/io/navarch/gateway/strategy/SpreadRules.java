package io.navarch.gateway.strategy;

import java.util.List;

/** The rules for topology spread constraints. */
final class SpreadRules {
  private SpreadRules() {}

  static void check(Field constraints) {
    List<Field> all = constraints.each();
    for (int i = 0; i < all.size(); i++) {
      one(all.get(i), all.subList(i + 1, all.size()));
    }
  }

  /** What is spread twice over the same is refused where it stands first. */
  private static void notAgain(Field constraint, List<Field> later) {
    String pair = pair(constraint);
    if (later.stream().anyMatch(other -> pair(other).equals(pair))) {
      constraint.at("{topologyKey, whenUnsatisfiable}").duplicate(pair);
    }
  }

  private static String pair(Field constraint) {
    return "{%s, %s}"
        .formatted(
            constraint.at("topologyKey").string(), constraint.at("whenUnsatisfiable").string());
  }

  private static void one(Field constraint, List<Field> later) {
    constraint.at("maxSkew").positive();
    Field key = constraint.at("topologyKey");
    if (key.isEmpty()) {
      key.required("can not be empty");
    }
    constraint.at("whenUnsatisfiable").among("DoNotSchedule", "ScheduleAnyway");
    notAgain(constraint, later);
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
