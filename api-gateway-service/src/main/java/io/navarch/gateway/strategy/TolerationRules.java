package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.List;

/** The rules for tolerations and taints. */
final class TolerationRules {
  private TolerationRules() {}

  static void check(Field tolerations) {
    for (Field toleration : tolerations.each()) {
      one(toleration);
    }
  }

  private static void one(Field toleration) {
    Field key = toleration.at("key");
    Field operator = toleration.at("operator");
    Field effect = toleration.at("effect");
    if (!key.isEmpty()) {
      key.check(Formats.labelKey(key.string()));
    } else if (!operator.is("Exists")) {
      operator.invalid(
          operator.string(),
          "operator must be Exists when `key` is empty, which means \"match all values and all"
              + " keys\"");
    }
    if (toleration.at("tolerationSeconds").isSet() && !effect.is("NoExecute")) {
      effect.invalid(effect.string(), "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    String value = toleration.at("value").string();
    switch (operator.string()) {
      case "", "Equal" -> {
        List<String> bad = Formats.labelValue(value);
        if (!bad.isEmpty()) {
          operator.invalid(value, String.join(";", bad));
        }
      }
      case "Exists" -> {
        if (!value.isEmpty()) {
          operator.invalid(value, "value must be empty when `operator` is 'Exists'");
        }
      }
      case "Lt", "Gt" -> operator.notSupported(List.of("Equal", "Exists", "Lt", "Gt"));
      default -> operator.notSupported(List.of("Equal", "Exists"));
    }
    if (!effect.isEmpty()) {
      effect(effect);
    }
  }

  static void effect(Field effect) {
    effect.oneOf("NoSchedule", "PreferNoSchedule", "NoExecute");
  }
}
