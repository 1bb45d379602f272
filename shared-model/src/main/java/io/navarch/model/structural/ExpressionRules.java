package io.navarch.model.structural;

import io.navarch.model.cel.CelBudget;
import io.navarch.model.cel.CelExpression;
import io.navarch.model.cel.CelLimits;
import io.navarch.model.cel.CelResult;
import io.navarch.model.cel.CelVariables;
import io.navarch.model.cel.CostRange;
import io.navarch.model.cel.DeclType;
import io.navarch.model.cel.DeclTypes;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import io.navarch.model.structural.ValueRules.Before;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code x-kubernetes-validations} of a schema. Rules that compare with {@code oldSelf} run
 * only where there is a comparable old value; what an unchanged value breaks was accepted before
 * and is not held against an update.
 */
public final class ExpressionRules {
  private static final String OUT_OF_BUDGET =
      "validation failed due to running out of cost budget, no further validation rules will be"
          + " run";

  private final String type;
  private final @Nullable DeclType self;
  private final List<ExpressionRule> rules;
  private final Map<String, ExpressionRules> properties;
  private final @Nullable ExpressionRules additional;
  private final @Nullable ExpressionRules items;
  private final List<String> mapKeys;
  private final long children;

  private ExpressionRules(Map<String, Object> openApi, boolean resource) {
    boolean embedded = Boolean.TRUE.equals(openApi.get("x-kubernetes-embedded-resource"));
    List<Object> declared = ApiObject.listAt(openApi, "x-kubernetes-validations");
    type = ApiObject.string(openApi, "type");
    self = declared.isEmpty() ? null : DeclTypes.of(openApi, resource || embedded);
    rules = new ArrayList<>(declared.size());
    for (Object each : declared) {
      if (self != null
          && each instanceof Map<?, ?> rule
          && !ApiObject.string(ValueRules.tree(rule), "rule").isBlank()) {
        rules.add(ExpressionRule.compile(ValueRules.tree(rule), self));
      }
    }
    properties = new LinkedHashMap<>();
    ApiObject.mapAt(openApi, "properties")
        .forEach(
            (name, property) -> {
              ExpressionRules below = compile(property);
              if (below != null) {
                properties.put(name, below);
              }
            });
    additional = compile(openApi.get("additionalProperties"));
    items = compile(openApi.get("items"));
    mapKeys = ValueRules.mapKeys(openApi);
    children = children(openApi);
  }

  /** How many values a value of this schema can have below it for each of its inner schemas. */
  private static long children(Map<String, Object> openApi) {
    String type = ApiObject.string(openApi, "type");
    if (type.equals("array")) {
      return most(openApi, "maxItems");
    }
    boolean map = type.equals("object") && openApi.get("additionalProperties") != null;
    return map ? most(openApi, "maxProperties") : 1;
  }

  private static long most(Map<String, Object> openApi, String limit) {
    return openApi.get(limit) instanceof Number most
        ? Math.max(0, most.longValue())
        : DeclType.UNBOUNDED;
  }

  /** Compiles the rules of a whole resource's schema; null where it has none. */
  public static @Nullable ExpressionRules ofResource(Map<String, Object> openApi) {
    return any(openApi) ? new ExpressionRules(openApi, true) : null;
  }

  /** Compiles the rules of a value's schema; null where it has none. */
  public static @Nullable ExpressionRules compile(@Nullable Object openApi) {
    return openApi instanceof Map<?, ?> map && any(ValueRules.tree(map))
        ? new ExpressionRules(ValueRules.tree(map), false)
        : null;
  }

  private static boolean any(Map<String, Object> openApi) {
    return !ApiObject.listAt(openApi, "x-kubernetes-validations").isEmpty()
        || isAny(openApi.get("items"))
        || isAny(openApi.get("additionalProperties"))
        || ApiObject.mapAt(openApi, "properties").values().stream().anyMatch(e -> isAny(e));
  }

  private static boolean isAny(@Nullable Object openApi) {
    return openApi instanceof Map<?, ?> map && any(ValueRules.tree(map));
  }

  /**
   * A declared rule: why it cannot be used (both texts are empty where it can), and what it can
   * cost for a whole object.
   *
   * @param place in the schema, such as {@code .properties[spec]}
   * @param index among the rules of that place
   * @param declared the rule as the schema has it
   * @param oldSelf whether the rule looks at the old value
   * @param uncorrelatable the place above the rule that has no old value for what is in it; null if
   *     there is none
   * @param cost the most that all evaluations of the rule for one object are estimated to cost
   * @param messageCost the most that one evaluation of the message is estimated to cost
   */
  public record Inspected(
      String place,
      int index,
      Map<String, Object> declared,
      String ruleError,
      String messageExpressionError,
      boolean oldSelf,
      @Nullable String uncorrelatable,
      long cost,
      long messageCost) {}

  /** All rules, with what is wrong with each. */
  public List<Inspected> inspect() {
    List<Inspected> found = new ArrayList<>();
    inspect("", null, 1, found);
    return found;
  }

  /**
   * @param times how many values of this schema an object can hold
   */
  private void inspect(
      String place, @Nullable String uncorrelatable, long times, List<Inspected> found) {
    for (int i = 0; i < rules.size(); i++) {
      ExpressionRule rule = rules.get(i);
      found.add(
          new Inspected(
              place,
              i,
              rule.declared(),
              rule.ruleError(),
              rule.messageExpressionError(),
              rule.usesOldSelf(),
              uncorrelatable,
              rule.cost(times == DeclType.UNBOUNDED ? mostInOneRequest() : times),
              rule.messageCost()));
    }
    long below = CostRange.product(times, children);
    properties.forEach(
        (name, property) ->
            property.inspect(place + ".properties[" + name + "]", uncorrelatable, below, found));
    if (additional != null) {
      additional.inspect(place + ".additionalProperties", uncorrelatable, below, found);
    }
    if (items != null) {
      boolean lost = mapKeys.isEmpty() && uncorrelatable == null;
      items.inspect(place + ".items", lost ? place : uncorrelatable, below, found);
    }
  }

  /** How many values of this schema the largest request can hold, with a comma between them. */
  private long mostInOneRequest() {
    return self == null ? 1 : CelLimits.MAX_REQUEST_BYTES / (self.minSerializedSize() + 1);
  }

  /** What a new object breaks. */
  public List<FieldError> validate(Map<String, Object> object) {
    return run(object, Before.UNKNOWN);
  }

  /** What a new value breaks that is no whole object. */
  public List<FieldError> validateValue(Object value) {
    return run(value, Before.UNKNOWN);
  }

  /** What a changed object breaks. */
  public List<FieldError> validateUpdate(Map<String, Object> object, Map<String, Object> old) {
    return run(object, new Before(true, old));
  }

  private List<FieldError> run(Object object, Before before) {
    List<FieldError> errors = new ArrayList<>(0);
    boolean unused = check("", object, before, CelBudget.of(CelLimits.RUNTIME_BUDGET), errors);
    return errors;
  }

  /**
   * @return false where no further rules may run
   */
  private boolean check(
      String path,
      @Nullable Object value,
      Before before,
      CelBudget budget,
      List<FieldError> errors) {
    if (value == null) {
      return true;
    }
    for (ExpressionRule rule : rules) {
      if (!check(rule, path, value, before, budget, errors)) {
        return false;
      }
    }
    return switch (value) {
      case List<?> list -> checkItems(path, list, before, budget, errors);
      case Map<?, ?> map -> checkMembers(path, ValueRules.tree(map), before, budget, errors);
      default -> true;
    };
  }

  private boolean checkItems(
      String path, List<?> list, Before before, CelBudget budget, List<FieldError> errors) {
    if (items == null) {
      return true;
    }
    for (int i = 0; i < list.size(); i++) {
      Object element = list.get(i);
      Before old = before.element(element, mapKeys);
      if (!items.check(path + "[" + i + "]", element, old, budget, errors)) {
        return false;
      }
    }
    return true;
  }

  private boolean checkMembers(
      String path,
      Map<String, Object> map,
      Before before,
      CelBudget budget,
      List<FieldError> errors) {
    for (Map.Entry<String, Object> member : map.entrySet()) {
      String name = member.getKey();
      ExpressionRules below = properties.get(name);
      String at = ValueRules.below(path, name);
      if (below == null) {
        below = additional;
        at = path + "[" + name + "]";
      }
      if (below != null
          && !below.check(at, member.getValue(), before.member(name), budget, errors)) {
        return false;
      }
    }
    return true;
  }

  private boolean check(
      ExpressionRule rule,
      String path,
      Object value,
      Before before,
      CelBudget budget,
      List<FieldError> errors) {
    String shown = path.isEmpty() ? "<nil>" : path;
    if (budget.remaining() <= 0) {
      errors.add(FieldError.invalid(shown, type, OUT_OF_BUDGET));
      return false;
    }
    CelExpression expression = rule.rule();
    if (expression == null) {
      errors.add(FieldError.invalid(shown, type, "rule compile error: " + rule.ruleError()));
      return true;
    }
    boolean hasOld = before.known() && before.value() != null;
    if (rule.usesOldSelf() && !hasOld && !rule.optionalOldSelf()) {
      return true;
    }
    CelVariables variables = variables(rule, value, before);
    return switch (expression.evaluate(variables, budget)) {
      case CelResult.Value result -> {
        if (!result.isTrue()) {
          boolean unchanged =
              !rule.usesOldSelf() && before.known() && Json.equal(value, before.value());
          String detail = detail(rule, variables, budget);
          if (!unchanged) {
            errors.add(error(rule, shown, value, detail));
          }
        }
        yield true;
      }
      case CelResult.Failure failure -> failed(rule, shown, failure, errors);
    };
  }

  private CelVariables variables(ExpressionRule rule, Object value, Before before) {
    CelVariables variables = new CelVariables().set(ExpressionRule.SELF, value);
    Object old = before.known() ? before.value() : null;
    if (rule.optionalOldSelf() && self != null) {
      return variables.setOptional(ExpressionRule.OLD_SELF, old, self);
    }
    return old == null ? variables : variables.set(ExpressionRule.OLD_SELF, old);
  }

  private boolean failed(
      ExpressionRule rule, String path, CelResult.Failure failure, List<FieldError> errors) {
    return switch (failure.kind()) {
      case EVALUATION -> {
        boolean overload = failure.message().startsWith("no such overload");
        errors.add(
            FieldError.invalid(
                path,
                type,
                overload
                    ? "'"
                        + failure.message()
                        + "': call arguments did not match a supported operator, function or macro"
                        + " signature for rule: "
                        + rule.name()
                    : failure.message() + " evaluating rule: " + rule.name()));
        yield true;
      }
      case CALL_TOO_EXPENSIVE -> {
        errors.add(
            FieldError.invalid(
                path,
                type,
                "'"
                    + failure.message()
                    + "': no further validation rules will be run due to call cost exceeds limit"
                    + " for rule: "
                    + rule.name()));
        yield false;
      }
      case OUT_OF_BUDGET, CANCELLED -> {
        errors.add(FieldError.invalid(path, type, OUT_OF_BUDGET));
        yield false;
      }
    };
  }

  /** The message that an expression makes, where it makes a fit one; else the declared one. */
  private static String detail(ExpressionRule rule, CelVariables variables, CelBudget budget) {
    CelExpression expression = rule.messageExpression();
    if (expression != null
        && expression.evaluate(variables, budget) instanceof CelResult.Value(Object json)
        && json instanceof String text) {
      String message = text.strip();
      boolean fits =
          !message.isEmpty()
              && message.indexOf('\n') < 0
              && message.getBytes(StandardCharsets.UTF_8).length <= CelLimits.MAX_MESSAGE_BYTES;
      if (fits) {
        return message;
      }
    }
    return rule.messageOrDefault();
  }

  private FieldError error(ExpressionRule rule, String path, Object value, String detail) {
    String field = rule.fieldPath();
    String at =
        field.isEmpty()
            ? path
            : path.equals("<nil>") ? field.substring(field.startsWith(".") ? 1 : 0) : path + field;
    boolean compound = type.equals("object") || type.equals("array");
    return new FieldError(rule.reason(), at, compound ? FieldError.OMITTED : value, detail);
  }
}
