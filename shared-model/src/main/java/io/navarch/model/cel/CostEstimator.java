package io.navarch.model.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what an expression costs before it runs, from the largest values that its variables'
 * types allow. The estimate decides which rules a CustomResourceDefinition may hold, so it is the
 * API's own, node by node.
 */
final class CostEstimator {
  private static final CostRange LIST_COST = CostRange.of(10);
  private static final CostRange MAP_COST = CostRange.of(30);
  private static final CostRange STRUCT_COST = CostRange.of(40);

  /**
   * A value whose size counts.
   *
   * @param declared its schema; null where none is known
   * @param size what is known of its size beside the schema; null for nothing
   * @param constant the literal that it is; null where it is none
   */
  record Node(
      CelType type,
      @Nullable DeclType declared,
      @Nullable CostRange size,
      @Nullable CelConstant constant) {

    CostRange sizeRange() {
      if (size != null) {
        return size;
      }
      if (declared != null) {
        return new CostRange(0, declared.maxElements());
      }
      return isScalar(type) ? CostRange.ONE : CostRange.UNKNOWN_SIZE;
    }

    private static boolean isScalar(CelType type) {
      return switch (type.kind()) {
        case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
        default -> false;
      };
    }

    /** A list's elements; null for what is no list. */
    @Nullable Node element() {
      if (type.kind() != CelKind.LIST) {
        return null;
      }
      DeclType element = declared == null ? null : declared.element();
      return new Node(type.parameters().getFirst(), element, null, null);
    }
  }

  private final CelAbstractSyntaxTree ast;
  private final Map<String, DeclType> variables;
  private final Map<String, DeclType> locals = new HashMap<>();
  private final Map<Long, CostRange> sizes = new HashMap<>();
  private final Map<Long, DeclType> types = new HashMap<>();

  private CostEstimator(CelAbstractSyntaxTree ast, Map<String, DeclType> variables) {
    this.ast = ast;
    this.variables = variables;
  }

  static CostRange estimate(CelAbstractSyntaxTree ast, Map<String, DeclType> variables) {
    return new CostEstimator(ast, variables).cost(ast.getExpr());
  }

  private CostRange cost(CelExpr expr) {
    return switch (expr.exprKind().getKind()) {
      case IDENT -> {
        String name = expr.ident().name();
        DeclType known = locals.getOrDefault(name, variables.get(name));
        // The name of a type counts as the whole value that the expression is about.
        remember(expr, known == null && isType(expr) ? variables.get("self") : known);
        yield CostRange.ONE;
      }
      case SELECT -> selection(expr);
      case CALL -> call(expr);
      case LIST -> sum(expr.list().elements()).plus(LIST_COST);
      case MAP -> {
        CostRange cost = MAP_COST;
        for (CelExpr.CelMap.Entry entry : expr.map().entries()) {
          cost = cost.plus(cost(entry.key())).plus(cost(entry.value()));
        }
        yield cost;
      }
      case STRUCT -> {
        CostRange cost = STRUCT_COST;
        for (CelExpr.CelStruct.Entry entry : expr.struct().entries()) {
          cost = cost.plus(cost(entry.value()));
        }
        yield cost;
      }
      case COMPREHENSION -> comprehension(expr, expr.comprehension());
      default -> CostRange.ZERO;
    };
  }

  private boolean isType(CelExpr expr) {
    return ast.getType(expr.id()).orElse(SimpleType.DYN).kind() == CelKind.TYPE;
  }

  private CostRange sum(List<CelExpr> exprs) {
    CostRange cost = CostRange.ZERO;
    for (CelExpr expr : exprs) {
      cost = cost.plus(cost(expr));
    }
    return cost;
  }

  private void remember(CelExpr expr, @Nullable DeclType type) {
    if (type != null) {
      types.put(expr.id(), type);
    }
  }

  private CostRange selection(CelExpr expr) {
    CelExpr operand = expr.select().operand();
    CostRange cost = cost(operand);
    DeclType declared = types.get(operand.id());
    if (declared != null) {
      DeclType.Field field = declared.fields().get(expr.select().field());
      remember(expr, field == null ? declared.element() : field.type());
    }
    if (expr.select().testOnly()) {
      return cost;
    }
    return switch (ast.getType(operand.id()).orElse(SimpleType.DYN).kind()) {
      case MAP, STRUCT, TYPE_PARAM -> cost.plus(CostRange.ONE);
      default -> cost;
    };
  }

  private CostRange call(CelExpr expr) {
    CelCall call = expr.call();
    CostRange targetCost = CostRange.ZERO;
    Node target = null;
    if (call.target().isPresent()) {
      targetCost = cost(call.target().get());
      target = node(call.target().get());
    }
    List<CostRange> argumentCosts = new ArrayList<>();
    List<Node> arguments = new ArrayList<>();
    for (CelExpr argument : call.args()) {
      argumentCosts.add(cost(argument));
      arguments.add(node(argument));
    }
    List<String> overloads =
        ast.getReference(expr.id())
            .map(CelReference::overloadIds)
            .<List<String>>map(ids -> ids)
            .orElse(List.of());
    CostRange cost = null;
    CostRange size = null;
    for (String overload : overloads) {
      CallEstimates.Estimate estimate =
          CallEstimates.of(call.function(), overload, target, arguments, argumentCosts);
      cost = cost == null ? estimate.cost() : cost.union(estimate.cost());
      CostRange result = estimate.resultSize();
      if (result != null) {
        size = size == null ? result : size.union(result);
      }
      rememberElement(expr, overload);
    }
    if (size != null) {
      sizes.put(expr.id(), size);
    }
    return cost == null ? CostRange.ZERO : targetCost.plus(cost);
  }

  private void rememberElement(CelExpr expr, String overload) {
    if ((overload.equals("index_list") || overload.equals("index_map"))
        && !expr.call().args().isEmpty()) {
      DeclType container = types.get(expr.call().args().getFirst().id());
      remember(expr, container == null ? null : container.element());
    }
  }

  private CostRange comprehension(CelExpr expr, CelComprehension loop) {
    CostRange cost = cost(loop.iterRange()).plus(cost(loop.accuInit()));
    DeclType range = types.get(loop.iterRange().id());
    bind(loop, range);
    CostRange once = cost(loop.loopCondition()).plus(cost(loop.loopStep()));
    locals.remove(loop.iterVar());
    locals.remove(loop.iterVar2());
    cost = cost.plus(cost(loop.result()));
    CostRange count = node(loop.iterRange()).sizeRange();
    sizes.put(expr.id(), count);
    return cost.plus(count.times(once));
  }

  /** One variable is a list's element or a map's key; of two the second is the element or value. */
  private void bind(CelComprehension loop, @Nullable DeclType range) {
    if (range == null) {
      return;
    }
    DeclType element = range.element();
    boolean isMap = range.kind() == DeclType.Kind.MAP;
    boolean two = !loop.iterVar2().isEmpty();
    DeclType first =
        two ? (isMap ? DeclType.STRING : DeclType.INT) : isMap ? DeclType.STRING : element;
    if (first != null) {
      locals.put(loop.iterVar(), first);
    }
    if (two && element != null) {
      locals.put(loop.iterVar2(), element);
    }
  }

  private Node node(CelExpr expr) {
    CelConstant constant =
        expr.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT ? expr.constant() : null;
    CelType type = ast.getType(expr.id()).orElse(SimpleType.DYN);
    return new Node(type, types.get(expr.id()), size(expr), constant);
  }

  private @Nullable CostRange size(CelExpr expr) {
    CostRange known = sizes.get(expr.id());
    if (known != null) {
      return known;
    }
    return switch (expr.exprKind().getKind()) {
      case CONSTANT ->
          switch (expr.constant().getKind()) {
            case STRING_VALUE ->
                CostRange.of(
                    expr.constant()
                        .stringValue()
                        .codePointCount(0, expr.constant().stringValue().length()));
            case BYTES_VALUE -> CostRange.of(expr.constant().bytesValue().size());
            default -> null;
          };
      case LIST -> CostRange.of(expr.list().elements().size());
      case MAP -> CostRange.of(expr.map().entries().size());
      default -> null;
    };
  }
}
