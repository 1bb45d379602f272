package io.navarch.gateway.admission.match;

import io.navarch.model.cel.CelBudget;
import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.CelExpression;
import io.navarch.model.cel.CelLimits;
import io.navarch.model.cel.CelResult;
import io.navarch.model.cel.CelVariables;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Expressions that must all be true for a webhook or a policy to be asked. Compiled when they are
 * first evaluated.
 */
public final class MatchConditions {
  private record Condition(String name, CelCompilation compiled) {}

  /** What the conditions say about a request. */
  public sealed interface Outcome {
    record Matches() implements Outcome {}

    record DoesNotMatch() implements Outcome {}

    /** At least one could not be evaluated, and none is false. */
    record Failed(String message) implements Outcome {}
  }

  private static final Outcome MATCHES = new Outcome.Matches();
  private static final Outcome DOES_NOT_MATCH = new Outcome.DoesNotMatch();

  private final List<Condition> conditions;

  private MatchConditions(List<Condition> conditions) {
    this.conditions = conditions;
  }

  /**
   * @param owner the tree that holds {@code matchConditions}
   */
  public static MatchConditions of(Map<String, Object> owner, CelEnvironment environment) {
    return new MatchConditions(
        Trees.maps(owner, "matchConditions").stream()
            .map(
                c ->
                    new Condition(
                        ApiObject.string(c, "name"),
                        environment.compile(
                            ApiObject.string(c, "expression"), CelEnvironment.ResultType.BOOL)))
            .toList());
  }

  public boolean isEmpty() {
    return conditions.isEmpty();
  }

  public Outcome evaluate(CelVariables variables) {
    CelBudget budget = CelBudget.of(CelLimits.MATCH_CONDITIONS_BUDGET);
    List<String> errors = new ArrayList<>();
    for (Condition condition : conditions) {
      switch (condition.compiled) {
        case CelCompilation.Refused refused -> errors.add(refused.message());
        case CelCompilation.Compiled compiled -> {
          switch (compiled.expression().evaluate(variables, budget)) {
            case CelResult.Failure failure -> errors.add(describe(compiled.expression(), failure));
            case CelResult.Value value -> {
              if (!value.isTrue()) {
                return DOES_NOT_MATCH;
              }
            }
          }
        }
      }
    }
    if (errors.isEmpty()) {
      return MATCHES;
    }
    return new Outcome.Failed(
        errors.size() == 1 ? errors.getFirst() : "[" + String.join(", ", errors) + "]");
  }

  /** The API's words for an expression without a value. */
  public static String describe(CelExpression expression, CelResult.Failure failure) {
    return failure.kind() == CelResult.Failure.Kind.OUT_OF_BUDGET
        ? failure.message()
        : "expression '" + expression.text() + "' resulted in error: " + failure.message();
  }
}
