package io.navarch.model.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what an expression costs before it runs, from the largest values that its variables'
 * types allow. The estimate decides which rules a CustomResourceDefinition may hold, so it is the
 * API's own, node by node, with what that one overlooks.
 */
final class CostEstimator {
  private static final CostRange LIST_COST = CostRange.of(CallCosts.LIST_COST);
  private static final CostRange MAP_COST = CostRange.of(30);
  private static final CostRange STRUCT_COST = CostRange.of(40);

  /**
   * A value whose size counts.
   *
   * @param size null where nothing is known of it
   * @param elementSize how large a list's elements can be; null where nothing is known of it
   * @param constant the literal that it is; null where it is none
   */
  record Node(
      CelType type,
      @Nullable CostRange size,
      @Nullable CostRange elementSize,
      @Nullable CelConstant constant) {

    CostRange sizeRange() {
      return size == null ? CostRange.UNKNOWN_SIZE : size;
    }

    /** A list's elements; null for what is no list. */
    @Nullable Node element() {
      return type.kind() == CelKind.LIST
          ? new Node(type.parameters().getFirst(), elementSize, null, null)
          : null;
    }
  }

  /** How large what is in a list or a map can be: positions or keys, and values. */
  private record Entries(boolean list, CostRange keys, CostRange values) {
    static @Nullable Entries union(@Nullable Entries a, @Nullable Entries b) {
      return a == null || b == null
          ? null
          : new Entries(a.list, a.keys.union(b.keys), a.values.union(b.values));
    }
  }

  /** A variable that the expression itself makes. */
  private record Local(
      @Nullable ValuePath path, @Nullable CostRange size, @Nullable Entries entries) {}

  private final CelAbstractSyntaxTree ast;
  private final DeclType root;
  private final Map<String, Deque<Local>> locals = new HashMap<>();
  private final Map<Long, ValuePath> paths = new HashMap<>();
  private final Map<Long, CostRange> sizes = new HashMap<>();
  private final Map<Long, Entries> entries = new HashMap<>();

  private CostEstimator(CelAbstractSyntaxTree ast, DeclType root) {
    this.ast = ast;
    this.root = root;
  }

  /**
   * @param root what every variable is taken for: the value that the expression is about
   */
  static CostRange estimate(CelAbstractSyntaxTree ast, DeclType root) {
    return new CostEstimator(ast, root).cost(ast.getExpr());
  }

  private CostRange cost(CelExpr expr) {
    return switch (expr.exprKind().getKind()) {
      case IDENT -> {
        Local local = local(expr);
        setPath(expr, local == null ? ValuePath.of(expr.ident().name()) : local.path());
        yield CostRange.ONE;
      }
      case SELECT -> selection(expr);
      case CALL -> call(expr);
      case LIST -> list(expr);
      case MAP -> map(expr);
      case STRUCT -> {
        CostRange cost = STRUCT_COST;
        for (CelExpr.CelStruct.Entry entry : expr.struct().entries()) {
          cost = cost.plus(cost(entry.value()));
        }
        yield cost;
      }
      case COMPREHENSION ->
          isBinding(expr.comprehension())
              ? binding(expr, expr.comprehension())
              : comprehension(expr, expr.comprehension());
      default -> CostRange.ZERO;
    };
  }

  private CostRange list(CelExpr expr) {
    CostRange cost = LIST_COST;
    CostRange values = null;
    for (CelExpr element : expr.list().elements()) {
      cost = cost.plus(cost(element));
      values = union(values, sizeOrUnknown(element));
    }
    entries.put(expr.id(), new Entries(true, CostRange.ONE, orNone(values)));
    return cost;
  }

  private CostRange map(CelExpr expr) {
    CostRange cost = MAP_COST;
    CostRange keys = null;
    CostRange values = null;
    for (CelExpr.CelMap.Entry entry : expr.map().entries()) {
      cost = cost.plus(cost(entry.key())).plus(cost(entry.value()));
      keys = union(keys, sizeOrUnknown(entry.key()));
      values = union(values, sizeOrUnknown(entry.value()));
    }
    entries.put(expr.id(), new Entries(false, orNone(keys), orNone(values)));
    return cost;
  }

  private static CostRange union(@Nullable CostRange a, CostRange b) {
    return a == null ? b : a.union(b);
  }

  private static CostRange orNone(@Nullable CostRange range) {
    return range == null ? CostRange.ZERO : range;
  }

  private CostRange selection(CelExpr expr) {
    CelExpr operand = expr.select().operand();
    CostRange cost = cost(operand);
    if (expr.select().testOnly()) {
      return cost;
    }
    setPath(expr, ValuePath.append(path(operand), expr.select().field()));
    return switch (type(operand).kind()) {
      case MAP, STRUCT, TYPE_PARAM -> cost.plus(CostRange.ONE);
      default -> cost;
    };
  }

  private CostRange call(CelExpr expr) {
    CelCall call = expr.call();
    if (call.function().equals("dyn")) {
      CostRange cost = cost(call.args().getFirst()).plus(CostRange.ONE);
      copySizes(expr, call.args().getFirst());
      return cost;
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
    if (overloads.isEmpty()) {
      return CostRange.ZERO;
    }
    CostRange targetCost = CostRange.ZERO;
    Node target = null;
    if (call.target().isPresent()) {
      targetCost = cost(call.target().get());
      target = node(call.target().get());
    }
    CostRange cost = null;
    CostRange size = null;
    for (String overload : overloads) {
      CallEstimates.Estimate estimate =
          CallEstimates.of(call.function(), overload, target, arguments, argumentCosts);
      cost = union(cost, estimate.cost());
      CostRange result = estimate.resultSize();
      size = result == null ? size : union(size, result);
      CostRange element = followed(expr, overload);
      size = element == null ? size : element;
      if (size == null) {
        size = size(expr);
      }
    }
    setSize(expr, size);
    return targetCost.plus(orNone(cost));
  }

  /**
   * Follows what a call takes from its arguments into its result.
   *
   * @return the size of an element that the call takes out, if that is known; null for other calls
   */
  private @Nullable CostRange followed(CelExpr expr, String overload) {
    List<CelExpr> arguments = expr.call().args();
    switch (overload) {
      case "index_list", "index_map" -> {
        CelExpr container = arguments.getFirst();
        String step = overload.equals("index_list") ? ValuePath.ITEMS : ValuePath.VALUES;
        setPath(expr, ValuePath.append(path(container), step));
        Entries known = entries(container);
        return known == null ? null : known.values();
      }
      case "conditional" ->
          setEntries(expr, Entries.union(entries(arguments.get(1)), entries(arguments.get(2))));
      case "add_list", "add_string", "add_bytes" ->
          setEntries(expr, Entries.union(entries(arguments.get(0)), entries(arguments.get(1))));
      default -> {}
    }
    return null;
  }

  private CostRange comprehension(CelExpr expr, CelComprehension loop) {
    CelExpr range = loop.iterRange();
    CelExpr start = loop.accuInit();
    CostRange cost = cost(range).plus(cost(start));
    push(loop.accuVar(), new Local(path(start), size(start), entries(start)));
    boolean two = !loop.iterVar2().isEmpty();
    if (two) {
      pushEntry(loop.iterVar(), range, true);
      pushEntry(loop.iterVar2(), range, false);
    } else {
      pushEntry(loop.iterVar(), range, !isList(range));
    }
    CostRange once = cost(loop.loopCondition());
    once = cost(loop.loopStep()).plus(once);
    pop(loop.iterVar());
    if (two) {
      pop(loop.iterVar2());
    }
    cost = cost.plus(cost(loop.result()));
    pop(loop.accuVar());
    CostRange count = sizeOrUnknown(range);
    switch (start.exprKind().getKind()) {
      case CONSTANT -> setSize(expr, size(start));
      case LIST, MAP -> {
        sizes.put(expr.id(), count);
        setEntries(expr, entries(loop.loopStep()));
      }
      default -> {}
    }
    return cost.plus(count.times(once));
  }

  /** A variable of a loop: a position or key, or an element or value. */
  private void pushEntry(String name, CelExpr range, boolean key) {
    Entries known = entries(range);
    CostRange size = known == null ? null : key ? known.keys() : known.values();
    String step =
        isList(range)
            ? key ? ValuePath.INDICES : ValuePath.ITEMS
            : key ? ValuePath.KEYS : ValuePath.VALUES;
    push(name, new Local(ValuePath.append(path(range), step), size, null));
  }

  private boolean isList(CelExpr range) {
    Entries known = entries(range);
    return known == null ? type(range).kind() == CelKind.LIST : known.list();
  }

  /** Whether a comprehension only names a value: it runs over nothing. */
  private static boolean isBinding(CelComprehension loop) {
    return loop.iterRange().exprKind().getKind() == Kind.LIST
        && loop.iterRange().list().elements().isEmpty()
        && loop.loopCondition().exprKind().getKind() == Kind.CONSTANT
        && loop.loopCondition().constant().equals(CelConstant.ofValue(false));
  }

  private CostRange binding(CelExpr expr, CelComprehension loop) {
    CelExpr value = loop.accuInit();
    CostRange cost = cost(loop.iterRange()).plus(cost(value));
    push(loop.accuVar(), new Local(path(value), size(value), entries(value)));
    cost = cost.plus(cost(loop.result()));
    pop(loop.accuVar());
    copySizes(expr, loop.result());
    return cost;
  }

  private void push(String name, Local local) {
    locals.computeIfAbsent(name, _ -> new ArrayDeque<>()).push(local);
  }

  private void pop(String name) {
    Deque<Local> scopes = locals.get(name);
    if (scopes != null) {
      Local unused = scopes.pop();
    }
  }

  private @Nullable Local local(CelExpr expr) {
    if (expr.exprKind().getKind() != Kind.IDENT) {
      return null;
    }
    Deque<Local> scopes = locals.get(expr.ident().name());
    return scopes == null ? null : scopes.peek();
  }

  private CelType type(CelExpr expr) {
    return ast.getType(expr.id()).orElse(SimpleType.DYN);
  }

  private @Nullable ValuePath path(CelExpr expr) {
    Local local = local(expr);
    return local == null ? paths.get(expr.id()) : local.path();
  }

  private void setPath(CelExpr expr, @Nullable ValuePath path) {
    if (path != null) {
      paths.put(expr.id(), path);
    }
  }

  private void setSize(CelExpr expr, @Nullable CostRange size) {
    if (size != null) {
      sizes.put(expr.id(), size);
    }
  }

  private @Nullable Entries entries(CelExpr expr) {
    Entries known = entries.get(expr.id());
    Local local = known == null ? local(expr) : null;
    return local == null ? known : local.entries();
  }

  private void setEntries(CelExpr expr, @Nullable Entries known) {
    if (known != null) {
      entries.put(expr.id(), known);
    }
  }

  private void copySizes(CelExpr to, CelExpr from) {
    setSize(to, size(from));
    setEntries(to, entries(from));
  }

  private Node node(CelExpr expr) {
    CelConstant constant = expr.exprKind().getKind() == Kind.CONSTANT ? expr.constant() : null;
    CostRange size = size(expr);
    ValuePath path = path(expr);
    CostRange elementSize = path == null ? null : path.with(ValuePath.ITEMS).size(root);
    return new Node(type(expr), size, elementSize, constant);
  }

  private CostRange sizeOrUnknown(CelExpr expr) {
    CostRange size = size(expr);
    return size == null ? CostRange.UNKNOWN_SIZE : size;
  }

  private @Nullable CostRange size(CelExpr expr) {
    CostRange known = sizes.get(expr.id());
    if (known == null) {
      known = literalSize(expr);
    }
    if (known != null) {
      return known;
    }
    ValuePath path = path(expr);
    CostRange declared = path == null ? null : path.size(root);
    if (declared != null) {
      sizes.put(expr.id(), declared);
      return declared;
    }
    if (isScalar(type(expr))) {
      return CostRange.ONE;
    }
    Local local = local(expr);
    return local == null ? null : local.size();
  }

  private static @Nullable CostRange literalSize(CelExpr expr) {
    return switch (expr.exprKind().getKind()) {
      case CONSTANT -> {
        CelConstant constant = expr.constant();
        yield switch (constant.getKind()) {
          case STRING_VALUE -> {
            String text = constant.stringValue();
            yield CostRange.of(text.codePointCount(0, text.length()));
          }
          case BYTES_VALUE -> CostRange.of(constant.bytesValue().size());
          default -> CostRange.ONE;
        };
      }
      case LIST -> CostRange.of(expr.list().elements().size());
      case MAP -> CostRange.of(expr.map().entries().size());
      default -> null;
    };
  }

  private static boolean isScalar(CelType type) {
    return switch (type.kind()) {
      case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
      case OPAQUE -> type.name().equals("optional_type") && isScalar(type.parameters().getFirst());
      default -> false;
    };
  }
}
