package io.navarch.gateway.strategy;

import io.navarch.model.quantity.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What parts of a capacity may be asked for: certain amounts, or a range of them. */
final class RequestPolicyRules {
  private static final int MOST_AMOUNTS = 10;

  private RequestPolicyRules() {}

  /**
   * @param whole the whole capacity
   */
  static void check(Field policy, Quantity whole) {
    Field values = policy.at("validValues");
    Field range = policy.at("validRange");
    if (values.size() > 0 && range.isSet()) {
      policy.forbidden(
          "exactly one policy can be specified, cannot specify \"validValues\" and \"validRange\" at"
              + " the same time");
    } else if (values.size() > 0) {
      if (hasDefault(policy, "validValues")) {
        amounts(values, quantity(policy.at("default")), whole);
      }
    } else if (range.isSet() && hasDefault(policy, "validRange")) {
      range(range, quantity(policy.at("default")), whole);
    }
  }

  private static boolean hasDefault(Field policy, String member) {
    return policy.at("default").requirePresent("required when " + member + " is defined");
  }

  private static Quantity quantity(Field amount) {
    return Quantity.parse(amount.string());
  }

  private static void amounts(Field values, Quantity standard, Quantity whole) {
    List<Quantity> amounts = new ArrayList<>();
    values.each().forEach(value -> amounts.add(quantity(value)));
    for (int i = 1; i < amounts.size(); i++) {
      if (amounts.get(i - 1).compareTo(amounts.get(i)) > 0) {
        values.each().get(i).invalid("values must be sorted in ascending order");
      }
    }
    if (!values.atMost(MOST_AMOUNTS)) {
      return;
    }
    Set<Long> seen = new HashSet<>();
    for (Field value : values.each()) {
      Quantity amount = quantity(value);
      if (amount.compareTo(whole) > 0) {
        value.invalid("option is larger than capacity value: " + whole);
      }
      if (!seen.add(amount.wholeUnits())) {
        value.duplicate(Long.toString(amount.wholeUnits()));
      }
    }
    if (amounts.stream().noneMatch(amount -> amount.compareTo(standard) == 0)) {
      values.invalid(
          standard.toString(), "default value is not valid according to the requestPolicy");
    }
  }

  private static void range(Field range, Quantity standard, Quantity whole) {
    if (!range.at("min").requirePresent("required when validRange is defined")) {
      return;
    }
    Quantity min = quantity(range.at("min"));
    if (min.compareTo(whole) > 0) {
      range.at("min").invalid("min is larger than capacity value: " + whole);
    }
    if (standard.compareTo(min) < 0) {
      range.at("min").invalid(standard.toString(), "default is less than min: " + min);
    }
    if (range.at("max").isSet()) {
      Quantity max = quantity(range.at("max"));
      if (min.compareTo(max) > 0) {
        range.at("max").invalid(min.toString(), "min is larger than max: " + max);
      }
      if (max.compareTo(whole) > 0) {
        range.at("max").invalid("max is larger than capacity value: " + whole);
      }
      if (standard.compareTo(max) > 0) {
        range.at("max").invalid(standard.toString(), "default is more than max: " + max);
      }
    }
    if (range.at("step").isSet()) {
      steps(range, standard, min, whole);
    }
  }

  private static void steps(Field range, Quantity standard, Quantity min, Quantity whole) {
    Field field = range.at("step");
    Quantity step = quantity(field);
    Quantity first = min.add(step);
    if (first.compareTo(whole) > 0) {
      field.invalid("one step " + first + " is larger than capacity value: " + whole);
    }
    onStep(field, standard, min, step);
    if (range.at("max").isSet()) {
      onStep(field, quantity(range.at("max")), min, step);
    }
  }

  private static void onStep(Field field, Quantity amount, Quantity min, Quantity step) {
    long size = step.wholeUnits();
    if (size == 0 || (amount.wholeUnits() - min.wholeUnits()) % size != 0) {
      field.invalid(
          amount.toString(),
          "value is not a multiple of a given step (" + step + ") from (" + min + ")");
    }
  }
}
