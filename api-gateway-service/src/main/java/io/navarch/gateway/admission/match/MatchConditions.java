package io.navarch.gateway.admission.match;

import io.navarch.model.cel.CelBudget;
import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.CelEnvironment.ResultType;
import io.navarch.model.cel.CelExpression;
import io.navarch.model.cel.CelLimits;
import io.navarch.model.cel.CelResult;
import io.navarch.model.cel.CelVariables;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Expressions that must all be true for a webhook or a policy to be asked. Compiled when they are
 * first evaluated.
 */
public final class MatchConditions {
  private final List<Map<String, Object>> trees;
  private final CelEnvironment environment;
  private volatile @Nullable List<CelCompilation> compiled;

  /** What the conditions say about a request. */
  public sealed interface Outcome {
    record Matches() implements Outcome {}

    record DoesNotMatch() implements Outcome {}

    /** At least one could not be evaluated, and none is false. */
    record Failed(String message) implements Outcome {}
  }

  private static final Outcome MATCHES = new Outcome.Matches();
  private static final Outcome DOES_NOT_MATCH = new Outcome.DoesNotMatch();

  private MatchConditions(List<Map<String, Object>> trees, CelEnvironment environment) {
    this.trees = trees;
    this.environment = environment;
  }

  /**
   * @param owner the tree that holds {@code matchConditions}
   */
  public static MatchConditions of(Map<String, Object> owner, CelEnvironment environment) {
    return new MatchConditions(Trees.maps(owner, "matchConditions"), environment);
  }

  private List<CelCompilation> conditions() {
    List<CelCompilation> known = compiled;
    if (known == null) {
      known =
          trees.stream()
              .map(c -> environment.compile(ApiObject.string(c, "expression"), ResultType.BOOL))
              .toList();
      compiled = known;
    }
    return known;
  }

  public boolean isEmpty() {
    return trees.isEmpty();
  }

  public Outcome evaluate(CelVariables variables) {
    CelBudget budget = CelBudget.of(CelLimits.MATCH_CONDITIONS_BUDGET);
    List<String> errors = new ArrayList<>();
    for (CelCompilation condition : conditions()) {
      switch (condition) {
        case CelCompilation.Refused refused -> errors.add(refused.message());
        case CelCompilation.Compiled compiled -> {
          switch (compiled.expression().evaluate(variables, budget)) {
            case CelResult.Failure failure
                when failure.kind() == CelResult.Failure.Kind.OUT_OF_BUDGET -> {
              return new Outcome.Failed(failure.message());
            }
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
    List<String> told = errors.stream().distinct().toList();
    return new Outcome.Failed(
        told.size() == 1 ? told.getFirst() : "[" + String.join(", ", told) + "]");
  }

  /** The API's words for an expression without a value. */
  public static String describe(CelExpression expression, CelResult.Failure failure) {
    return failure.kind() == CelResult.Failure.Kind.OUT_OF_BUDGET
        ? failure.message()
        : "expression '" + expression.text() + "' resulted in error: " + failure.message();
  }
}
