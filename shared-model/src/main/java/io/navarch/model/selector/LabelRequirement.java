package io.navarch.model.selector;

import io.navarch.model.format.Formats;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * One condition on the labels of an object. All values of {@code in} and {@code notin} are kept
 * sorted.
 */
public record LabelRequirement(String key, Operator operator, List<String> values) {

  /** How a label's value is compared, with the word that stands in a selector's text. */
  public enum Operator {
    EQUALS("="),
    DOUBLE_EQUALS("=="),
    IN("in"),
    NOT_EQUALS("!="),
    NOT_IN("notin"),
    EXISTS("exists"),
    DOES_NOT_EXIST("!"),
    GREATER_THAN("gt"),
    LESS_THAN("lt");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  public LabelRequirement {
    values = List.copyOf(values);
  }

  public boolean matches(Map<String, ?> labels) {
    Object value = labels.get(key);
    return switch (operator) {
      case EQUALS, DOUBLE_EQUALS -> value != null && value.equals(values.getFirst());
      case IN -> value != null && values.contains(value);
      case NOT_EQUALS -> value == null || !value.equals(values.getFirst());
      case NOT_IN -> value == null || !values.contains(value);
      case EXISTS -> labels.containsKey(key);
      case DOES_NOT_EXIST -> !labels.containsKey(key);
      case GREATER_THAN -> value instanceof String s && compares(s, 1);
      case LESS_THAN -> value instanceof String s && compares(s, -1);
    };
  }

  private boolean compares(String value, int expected) {
    try {
      return Long.signum(Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst())))
          == expected;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** What is wrong with it, with fields relative to the requirement. */
  List<FieldError> check() {
    List<FieldError> errors = new ArrayList<>();
    List<String> badKey = Formats.labelKey(key);
    if (!badKey.isEmpty()) {
      errors.add(FieldError.invalid("key", key, String.join("; ", badKey)));
    }
    checkCount(errors);
    for (int i = 0; i < values.size(); i++) {
      List<String> bad = Formats.labelValue(values.get(i));
      if (!bad.isEmpty()) {
        errors.add(
            FieldError.invalid(
                "values[" + i + "][" + key + "]", values.get(i), String.join("; ", bad)));
      }
    }
    return errors;
  }

  private void checkCount(List<FieldError> errors) {
    switch (operator) {
      case IN, NOT_IN -> {
        if (values.isEmpty()) {
          errors.add(
              FieldError.invalid(
                  "values", values, "for 'in', 'notin' operators, values set can't be empty"));
        }
      }
      case EXISTS, DOES_NOT_EXIST -> {
        if (!values.isEmpty()) {
          errors.add(
              FieldError.invalid(
                  "values", values, "values set must be empty for exists and does not exist"));
        }
      }
      case EQUALS, DOUBLE_EQUALS, NOT_EQUALS -> {}
      case GREATER_THAN, LESS_THAN -> {
        try {
          Long.parseLong(values.getFirst());
        } catch (NumberFormatException e) {
          errors.add(
              FieldError.invalid(
                  "values[0]",
                  values.getFirst(),
                  "for 'Gt', 'Lt' operators, the value must be an integer"));
        }
      }
    }
  }

  /** As it stands in a selector's text. */
  @Override
  public String toString() {
    List<String> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    String list = String.join(",", sorted);
    return switch (operator) {
      case EQUALS, DOUBLE_EQUALS, NOT_EQUALS -> key + operator.text() + list;
      case IN, NOT_IN -> key + " " + operator.text() + " (" + list + ")";
      case EXISTS -> key;
      case DOES_NOT_EXIST -> "!" + key;
      case GREATER_THAN -> key + ">" + list;
      case LESS_THAN -> key + "<" + list;
    };
  }
}
