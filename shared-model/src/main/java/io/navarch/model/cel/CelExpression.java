package io.navarch.model.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.Operator;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.navarch.model.cel.CelResult.Failure;
import io.navarch.model.cel.CelResult.Failure.Kind;
import io.navarch.model.cel.CelResult.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An expression ready to run. Safe to share between threads. */
public final class CelExpression {
  private static final Pattern PLACE =
      Pattern.compile("evaluation error at .*?:\\d+: ", Pattern.DOTALL);

  private static final Pattern UNRESOLVED =
      Pattern.compile("Error resolving field '(.*)'\\. Field selections must be performed on");

  private static final Pattern ABSENT = Pattern.compile("key '(.*)' is not present in map");

  /** What the library says of a function that failed in its own way, and what upstream says. */
  private static final Map<Pattern, String> FAILED =
      Map.of(
          Pattern.compile("Function 'value' failed with arg\\(s\\) 'Optional\\.empty.*"),
          "optional.none() dereference",
          Pattern.compile("Expected boolean value, found: .*", Pattern.DOTALL),
          "no such overload",
          Pattern.compile("Unknown time-zone ID: (.*)"),
          "unknown time zone $1",
          Pattern.compile("Function 'cel\\.@mapInsert' failed .*\\{(.*?)=.*"),
          "insert failed: key $1 already exists",
          Pattern.compile("Function '_[-+]_' failed with arg\\(s\\) .*\\d{4}-.*T.*"),
          "timestamp overflow");

  private final String text;
  private final CelAbstractSyntaxTree ast;
  private final CelRuntime.Program program;
  private final Map<String, DeclType> types;
  private final CostModel costs;

  CelExpression(
      String text,
      CelAbstractSyntaxTree ast,
      CelRuntime.Program program,
      Map<String, DeclType> types) {
    this.text = text;
    this.ast = ast;
    this.program = program;
    this.types = types;
    this.costs = CostModel.of(ast);
  }

  public String text() {
    return text;
  }

  /**
   * What one evaluation can cost, given the largest values that a variable's type allows.
   *
   * @param variable whose type all others have too
   */
  public CostRange estimatedCost(String variable) {
    return CostEstimator.estimate(ast, Objects.requireNonNull(types.get(variable)));
  }

  /** What the expression evaluates to, as far as other expressions can use it. */
  public DeclType type() {
    return DeclaredTypes.declType(ast.getResultType());
  }

  /** Whether the expression names a variable, such as {@code oldSelf}. */
  public boolean uses(String variable) {
    return costs.variables().contains(variable);
  }

  /**
   * Whether the expression reads or asks for a member of a variable, such as {@code claims.email}
   * or {@code claims.?email}.
   */
  public boolean selects(String variable, String member) {
    return CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .anyMatch(expr -> selects(expr, variable, member));
  }

  private static boolean selects(CelExpr expr, String variable, String member) {
    return switch (expr.exprKind().getKind()) {
      case SELECT ->
          expr.select().field().equals(member) && isNamed(expr.select().operand(), variable);
      case CALL -> {
        List<CelExpr> args = expr.call().args();
        yield expr.call().function().equals(Operator.OPTIONAL_SELECT.getFunction())
            && args.size() == 2
            && isNamed(args.getFirst(), variable)
            && CelConstant.ofValue(member).equals(args.getLast().constantOrDefault());
      }
      default -> false;
    };
  }

  private static boolean isNamed(CelExpr expr, String variable) {
    return expr.exprKind().getKind() == ExprKind.Kind.IDENT && expr.ident().name().equals(variable);
  }

  /** Evaluates the expression; what it cost is taken off the budget whatever the outcome. */
  public CelResult evaluate(CelVariables variables, CelBudget budget) {
    Object value = raw(variables, budget);
    if (value instanceof Failure failure) {
      return failure;
    }
    String misnamed = ObjectValue.misnamedType(value);
    return misnamed.isEmpty()
        ? new Value(JsonView.toJson(value))
        : new Failure("type mismatch: " + misnamed, Kind.EVALUATION);
  }

  /** The value as the CEL library has it, or a {@link Failure}. */
  Object raw(CelVariables variables, CelBudget budget) {
    CostTracker tracker = new CostTracker(costs, budget);
    try {
      return program.trace(name -> variable(variables, name), tracker);
    } catch (CostTracker.Ended ended) {
      return ended.failure();
    } catch (CelEvaluationException failed) {
      return new Failure(message(failed), Kind.EVALUATION);
    } catch (RuntimeException failed) {
      return new Failure(String.valueOf(failed.getMessage()), Kind.EVALUATION);
    } catch (StackOverflowError tooDeep) {
      return new Failure("expression recursion limit exceeded", Kind.EVALUATION);
    } finally {
      budget.spend(tracker.cost());
    }
  }

  private Optional<Object> variable(CelVariables variables, String name) {
    return variables.find(name, types.get(name));
  }

  private boolean calls(String overload) {
    return ast.getReferenceMap().values().stream()
        .anyMatch(reference -> reference.overloadIds().contains(overload));
  }

  /** The API's words for what went wrong. */
  private String message(CelEvaluationException failed) {
    if (failed.getErrorCode() == CelErrorCode.OVERLOAD_NOT_FOUND) {
      return "no such overload";
    }
    if (failed.getErrorCode() == CelErrorCode.DIVIDE_BY_ZERO) {
      return modulus() ? "modulus by zero" : "division by zero";
    }
    if (failed.getErrorCode() == CelErrorCode.NUMERIC_OVERFLOW) {
      return String.valueOf(failed.getMessage()).contains("unsigned")
          ? "unsigned integer overflow"
          : "integer overflow";
    }
    String message = PLACE.matcher(String.valueOf(failed.getMessage())).replaceFirst("");
    if (failed.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND) {
      Matcher unresolved = UNRESOLVED.matcher(message);
      Matcher absent = ABSENT.matcher(message);
      return "no such key: "
          + (unresolved.lookingAt()
              ? unresolved.group(1)
              : absent.lookingAt() ? absent.group(1) : message);
    }
    for (Map.Entry<Pattern, String> each : FAILED.entrySet()) {
      Matcher matcher = each.getKey().matcher(message);
      if (matcher.matches()) {
        return matcher.replaceFirst(each.getValue());
      }
    }
    return failed.getErrorCode() == CelErrorCode.INDEX_OUT_OF_BOUNDS
        ? message.replaceFirst("^Index", "index")
        : message;
  }

  /** The library does not say whether it was a division; the expression may. */
  private boolean modulus() {
    boolean remainders = calls("modulo_int64") || calls("modulo_uint64");
    return remainders && !calls("divide_int64") && !calls("divide_uint64");
  }
}
