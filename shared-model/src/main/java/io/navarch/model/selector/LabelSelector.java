package io.navarch.model.selector;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition on an object's labels: all requirements must hold. Reads both forms of the API: the
 * text of {@code ?labelSelector=} and the object with {@code matchLabels} and {@code
 * matchExpressions}.
 */
public final class LabelSelector {
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);
  public static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

  private final List<LabelRequirement> requirements;
  private final boolean nothing;

  private LabelSelector(List<LabelRequirement> requirements, boolean nothing) {
    this.requirements = requirements;
    this.nothing = nothing;
  }

  static LabelSelector of(List<LabelRequirement> requirements) {
    List<LabelRequirement> sorted = new ArrayList<>(requirements);
    sorted.sort(Comparator.comparing(LabelRequirement::key));
    return sorted.isEmpty() ? EVERYTHING : new LabelSelector(List.copyOf(sorted), false);
  }

  /**
   * Reads {@code a=b,c!=d,e in (x,y),f,!g}.
   *
   * @throws ApiException 400 with upstream's text, when it is malformed
   */
  public static LabelSelector parse(String text) {
    return text.isEmpty() ? EVERYTHING : of(new LabelSelectorParser(text).parse());
  }

  /** The labels of a plain map, such as a Service's selector; values are not checked. */
  public static LabelSelector ofLabels(Map<String, ?> labels) {
    List<LabelRequirement> list = new ArrayList<>();
    labels.forEach(
        (key, value) ->
            list.add(
                new LabelRequirement(
                    key, LabelRequirement.Operator.EQUALS, List.of(String.valueOf(value)))));
    return of(list);
  }

  /**
   * The object form. A missing selector matches nothing, an empty one everything.
   *
   * @throws ApiException 400, when an operator or a value is none of the API's
   */
  public static LabelSelector ofObject(@Nullable Map<String, Object> selector) {
    if (selector == null) {
      return NOTHING;
    }
    List<LabelRequirement> list = new ArrayList<>();
    ApiObject.mapAt(selector, "matchLabels")
        .forEach(
            (key, value) ->
                list.add(
                    new LabelRequirement(
                        key, LabelRequirement.Operator.EQUALS, List.of(String.valueOf(value)))));
    for (Object item : ApiObject.listAt(selector, "matchExpressions")) {
      list.add(expression(item));
    }
    for (LabelRequirement requirement : list) {
      throwFirst(requirement.check());
    }
    return of(list);
  }

  /** Whether the object form can be read. */
  public static boolean isReadable(Map<String, Object> selector) {
    try {
      ofObject(selector);
      return true;
    } catch (ApiException e) {
      return false;
    }
  }

  @SuppressWarnings("unchecked")
  private static LabelRequirement expression(Object item) {
    Map<String, Object> map = item instanceof Map<?, ?> m ? (Map<String, Object>) m : Map.of();
    String operator = ApiObject.string(map, "operator");
    List<String> values = ApiObject.listAt(map, "values").stream().map(String::valueOf).toList();
    return new LabelRequirement(
        ApiObject.string(map, "key"),
        operator(operator)
            .orElseThrow(
                () ->
                    ApiException.badRequest(
                        "\"" + operator + "\" is not a valid label selector operator")),
        values);
  }

  private static Optional<LabelRequirement.Operator> operator(String name) {
    return switch (name) {
      case "In" -> Optional.of(LabelRequirement.Operator.IN);
      case "NotIn" -> Optional.of(LabelRequirement.Operator.NOT_IN);
      case "Exists" -> Optional.of(LabelRequirement.Operator.EXISTS);
      case "DoesNotExist" -> Optional.of(LabelRequirement.Operator.DOES_NOT_EXIST);
      default -> Optional.empty();
    };
  }

  static void throwFirst(List<FieldError> errors) {
    if (errors.isEmpty()) {
      return;
    }
    String text =
        errors.size() == 1
            ? errors.getFirst().toString()
            : errors.stream().map(FieldError::toString).collect(Collectors.joining(", ", "[", "]"));
    throw ApiException.badRequest(text);
  }

  /** The rules for the object form as part of an object that is validated. */
  public static List<FieldError> validate(@Nullable Map<String, Object> selector, String path) {
    if (selector == null) {
      return List.of();
    }
    List<FieldError> errors =
        new ArrayList<>(
            validateLabels(ApiObject.mapAt(selector, "matchLabels"), path + ".matchLabels"));
    List<Object> expressions = ApiObject.listAt(selector, "matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      if (expressions.get(i) instanceof Map<?, ?> expression) {
        validateExpression(expression, path + ".matchExpressions[" + i + "]", errors);
      }
    }
    return errors;
  }

  private static void validateExpression(Map<?, ?> raw, String path, List<FieldError> errors) {
    @SuppressWarnings("unchecked")
    Map<String, Object> expression = (Map<String, Object>) raw;
    List<Object> values = ApiObject.listAt(expression, "values");
    switch (ApiObject.string(expression, "operator")) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.add(
              FieldError.required(
                  path + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.add(
              FieldError.forbidden(
                  path + ".values",
                  "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
      }
      default ->
          errors.add(
              FieldError.invalid(
                  path + ".operator",
                  ApiObject.string(expression, "operator"),
                  "not a valid selector operator"));
    }
    String key = ApiObject.string(expression, "key");
    Formats.labelKey(key).forEach(m -> errors.add(FieldError.invalid(path + ".key", key, m)));
    for (int i = 0; i < values.size(); i++) {
      String value = String.valueOf(values.get(i));
      String field = path + ".values[" + i + "]";
      Formats.labelValue(value).forEach(m -> errors.add(FieldError.invalid(field, value, m)));
    }
  }

  /** The rules for a map of labels; all errors carry the map's own path. */
  public static List<FieldError> validateLabels(Map<String, Object> labels, String path) {
    List<FieldError> errors = new ArrayList<>();
    labels.forEach(
        (key, raw) -> {
          String value = String.valueOf(raw);
          Formats.labelKey(key).forEach(m -> errors.add(FieldError.invalid(path, key, m)));
          Formats.labelValue(value).forEach(m -> errors.add(FieldError.invalid(path, value, m)));
        });
    return errors;
  }

  public boolean matches(Map<String, ?> labels) {
    if (nothing) {
      return false;
    }
    for (LabelRequirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it lets every object pass. */
  public boolean isEverything() {
    return !nothing && requirements.isEmpty();
  }

  public boolean isNothing() {
    return nothing;
  }

  public List<LabelRequirement> requirements() {
    return requirements;
  }

  /** The one value that a label must have, where the selector asks for exactly one. */
  public Optional<String> exactValue(String key) {
    for (LabelRequirement r : requirements) {
      if (r.key().equals(key)) {
        return switch (r.operator()) {
          case EQUALS, DOUBLE_EQUALS, IN ->
              r.values().size() == 1 ? Optional.of(r.values().getFirst()) : Optional.empty();
          default -> Optional.empty();
        };
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return requirements.stream().map(LabelRequirement::toString).collect(Collectors.joining(","));
  }
}
