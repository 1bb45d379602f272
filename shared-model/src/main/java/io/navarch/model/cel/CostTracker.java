package io.navarch.model.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.runtime.CelEvaluationListener;
import io.navarch.model.cel.CelResult.Failure;
import io.navarch.model.cel.CelResult.Failure.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what an evaluation costs, step by step, and ends it when that is too much or nobody waits
 * any more.
 */
final class CostTracker implements CelEvaluationListener {
  private static final long LIST_COST = 10;
  private static final long MAP_COST = 30;
  private static final long STRUCT_COST = 40;

  private final CostModel model;
  private final CelBudget budget;
  private final Map<Long, @Nullable Object> values = new HashMap<>();
  private long cost;
  private int steps;

  CostTracker(CostModel model, CelBudget budget) {
    this.model = model;
    this.budget = budget;
  }

  long cost() {
    return cost;
  }

  /** Ends an evaluation. An error, because the logical operators take exceptions for values. */
  @SuppressWarnings("serial")
  static final class Ended extends Error {
    private final Failure failure;

    Ended(String message, Kind kind) {
      super(message, null, false, false);
      this.failure = new Failure(message, kind);
    }

    Failure failure() {
      return failure;
    }
  }

  @Override
  public void callback(CelExpr expr, @Nullable Object value) {
    switch (expr.exprKind().getKind()) {
      case IDENT -> cost++;
      case SELECT -> cost += model.selections().getOrDefault(expr.id(), 1);
      case CALL -> cost += cost(expr, value);
      case LIST -> cost += LIST_COST;
      case MAP -> cost += MAP_COST;
      case STRUCT -> cost += STRUCT_COST;
      default -> {}
    }
    values.put(expr.id(), value);
    check();
  }

  private void check() {
    if (cost > CelLimits.PER_CALL) {
      throw new Ended("operation cancelled: actual cost limit exceeded", Kind.CALL_TOO_EXPENSIVE);
    }
    if (cost > budget.remaining()) {
      throw new Ended(
          "validation failed due to running out of cost budget, no further validation rules will be run",
          Kind.OUT_OF_BUDGET);
    }
    if (++steps % CelLimits.CANCELLATION_CHECK_STEPS == 0 && budget.isCancelled()) {
      throw new Ended("operation interrupted", Kind.CANCELLED);
    }
  }

  private long cost(CelExpr expr, @Nullable Object result) {
    CelCall call = expr.call();
    switch (call.function()) {
      case "_&&_", "_||_", "_?_:_" -> {
        return 0;
      }
      default -> {}
    }
    List<@Nullable Object> arguments = new ArrayList<>(call.args().size() + 1);
    call.target().ifPresent(target -> arguments.add(values.get(target.id())));
    call.args().forEach(argument -> arguments.add(values.get(argument.id())));
    return CallCosts.cost(
        call.function(), model.overloads().getOrDefault(expr.id(), ""), arguments, result);
  }
}
