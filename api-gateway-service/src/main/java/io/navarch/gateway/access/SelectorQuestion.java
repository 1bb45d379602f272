package io.navarch.gateway.access;

import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import io.navarch.model.selector.FieldSelector;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The selectors in a SubjectAccessReview: the question is only about the objects that they select.
 * Requirements that cannot be written as a selector's text are left out, which makes the question
 * one about more objects, never about fewer.
 */
final class SelectorQuestion {
  private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist");
  private static final List<String> SELECTORS = List.of("fieldSelector", "labelSelector");

  private SelectorQuestion() {}

  /** The question with the selectors as query parameters, where a list request has them. */
  static RequestInfo narrowed(RequestInfo question, Map<String, Object> attributes) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (String selector : SELECTORS) {
      String text = text(ApiObject.mapAt(attributes, selector), selector.equals("fieldSelector"));
      if (!text.isEmpty()) {
        query.put(selector, List.of(text));
      }
    }
    return query.isEmpty() ? question : Question.withQuery(question, query);
  }

  private static String text(Map<String, Object> selector, boolean fields) {
    String raw = ApiObject.string(selector, "rawSelector");
    if (!raw.isEmpty()) {
      return raw;
    }
    List<String> terms = new ArrayList<>();
    for (Object requirement : ApiObject.listAt(selector, "requirements")) {
      if (requirement instanceof Map<?, ?> tree) {
        String key = String.valueOf(tree.get("key"));
        List<?> values = tree.get("values") instanceof List<?> list ? list : List.of();
        String operator = String.valueOf(tree.get("operator"));
        String term = fields ? fieldTerm(key, operator, values) : labelTerm(key, operator, values);
        if (!term.isEmpty()) {
          terms.add(term);
        }
      }
    }
    return String.join(",", terms);
  }

  private static String fieldTerm(String key, String operator, List<?> values) {
    if (values.size() != 1) {
      return "";
    }
    String value = FieldSelector.escape(String.valueOf(values.getFirst()));
    return switch (operator) {
      case "In" -> key + "=" + value;
      case "NotIn" -> key + "!=" + value;
      default -> "";
    };
  }

  private static String labelTerm(String key, String operator, List<?> values) {
    String all = values.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
    return switch (operator) {
      case "In" -> key + " in " + all;
      case "NotIn" -> key + " notin " + all;
      case "Exists" -> key;
      case "DoesNotExist" -> "!" + key;
      default -> "";
    };
  }

  /** Which selector is not understood; empty where all are. */
  static String ignored(Map<String, Object> attributes) {
    for (String selector : SELECTORS) {
      Map<String, Object> tree = ApiObject.mapAt(attributes, selector);
      if (!tree.isEmpty() && !isUnderstood(tree, selector.equals("fieldSelector"))) {
        return "spec.resourceAttributes." + selector + " ignored due to parse error";
      }
    }
    return "";
  }

  private static boolean isUnderstood(Map<String, Object> tree, boolean fields) {
    String raw = ApiObject.string(tree, "rawSelector");
    if (!raw.isEmpty()) {
      try {
        Object unused = fields ? FieldSelector.parse(raw) : LabelSelector.parse(raw);
      } catch (ApiException | IllegalArgumentException malformed) {
        return false;
      }
    }
    return ApiObject.listAt(tree, "requirements").stream()
        .allMatch(
            requirement ->
                requirement instanceof Map<?, ?> known
                    && OPERATORS.contains(String.valueOf(known.get("operator")))
                    && (!fields || known.get("values") instanceof List<?> l && l.size() == 1));
  }

  static void check(Map<String, Object> attributes, List<FieldError> errors) {
    for (String selector : SELECTORS) {
      if (!(attributes.get(selector) instanceof Map<?, ?>)) {
        continue;
      }
      String path = "spec.resourceAttributes." + selector;
      Map<String, Object> tree = ApiObject.mapAt(attributes, selector);
      String raw = ApiObject.string(tree, "rawSelector");
      List<Object> requirements = ApiObject.listAt(tree, "requirements");
      if (!raw.isEmpty() && !requirements.isEmpty()) {
        errors.add(
            FieldError.invalid(
                path + ".rawSelector", raw, "may not specified at the same time as requirements"));
      }
      if (raw.isEmpty() && requirements.isEmpty()) {
        errors.add(
            FieldError.required(
                path + ".requirements",
                "when " + path + " is specified, requirements or rawSelector is required"));
      }
      for (int i = 0; i < requirements.size(); i++) {
        checkRequirement(
            requirements.get(i),
            path + ".requirements[" + i + "]",
            selector.equals("labelSelector"),
            errors);
      }
    }
  }

  private static void checkRequirement(
      Object requirement, String path, boolean label, List<FieldError> errors) {
    if (!(requirement instanceof Map<?, ?> tree)) {
      return;
    }
    boolean values = tree.get("values") instanceof List<?> l && !l.isEmpty();
    switch (String.valueOf(tree.get("operator"))) {
      case "In", "NotIn" -> {
        if (!values) {
          errors.add(
              FieldError.required(
                  path + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (values) {
          errors.add(
              FieldError.forbidden(
                  path + ".values",
                  "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
      }
      default -> {
        // Newer clients may know more operators.
      }
    }
    String key = tree.get("key") instanceof String text ? text : "";
    if (!label) {
      if (key.isEmpty()) {
        errors.add(FieldError.required(path + ".key", "must be specified"));
      }
      return;
    }
    Formats.labelKey(key)
        .forEach(wrong -> errors.add(FieldError.invalid(path + ".key", key, wrong)));
    if (tree.get("values") instanceof List<?> all) {
      for (int i = 0; i < all.size(); i++) {
        String value = String.valueOf(all.get(i));
        String at = path + ".values[" + i + "]";
        Formats.labelValue(value)
            .forEach(wrong -> errors.add(FieldError.invalid(at, value, wrong)));
      }
    }
  }
}
