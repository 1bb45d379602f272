package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for lists of the API's common {@code Condition} type. */
final class ConditionRules {
  private static final int LONGEST_REASON = 1024;
  private static final int LONGEST_MESSAGE = 32 * 1024;
  private static final String REASON = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";
  private static final Pattern REASON_PATTERN = Pattern.compile(REASON);
  private static final String NOT_A_REASON =
      Formats.regex(
          "a condition reason must start with alphabetic character, optionally followed by a string"
              + " of alphanumeric characters or '_,:', and must end with an alphanumeric character"
              + " or '_'",
          REASON,
          "my_name",
          "MY_NAME",
          "MyName",
          "ReasonA,ReasonB",
          "ReasonA:ReasonB");

  private ConditionRules() {}

  static void check(Field conditions) {
    Set<String> seen = new HashSet<>();
    for (Field condition : conditions.each()) {
      Field type = condition.at("type");
      if (!seen.add(type.string())) {
        type.duplicate();
      }
      type.check(Formats.labelKey(type.string()));
      condition.at("status").among("False", "True", "Unknown");
      Field generation = condition.at("observedGeneration");
      if (generation.number() < 0) {
        generation.invalid("must be greater than or equal to zero");
      }
      condition.at("lastTransitionTime").requirePresent();
      reason(condition.at("reason"));
      if (condition.at("message").string().length() > LONGEST_MESSAGE) {
        condition.at("message").tooLong(LONGEST_MESSAGE);
      }
    }
  }

  private static void reason(Field reason) {
    if (!reason.requirePresent()) {
      return;
    }
    if (!REASON_PATTERN.matcher(reason.string()).matches()) {
      reason.check(List.of(NOT_A_REASON));
    }
    if (reason.string().length() > LONGEST_REASON) {
      reason.tooLong(LONGEST_REASON);
    }
  }
}
