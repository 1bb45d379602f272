package io.navarch.model.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is known about an expression's costs before it runs.
 *
 * @param selections by the id of a selection: how many steps are made at once up to it
 * @param overloads by the id of a call: its overload, empty where that is only known when it runs
 * @param variables the names that are not bound by the expression itself
 */
record CostModel(
    Map<Long, Integer> selections, Map<Long, String> overloads, Set<String> variables) {

  static CostModel of(CelAbstractSyntaxTree ast) {
    Map<Long, Integer> selections = new HashMap<>();
    Map<Long, String> overloads = new HashMap<>();
    Set<String> variables = new HashSet<>();
    CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .forEach(
            expr -> {
              switch (expr.exprKind().getKind()) {
                case SELECT -> selections.put(expr.id(), steps(expr));
                case CALL -> overloads.put(expr.id(), overload(ast, expr));
                case IDENT -> variables.add(expr.ident().name());
                default -> {}
              }
            });
    return new CostModel(Map.copyOf(selections), Map.copyOf(overloads), Set.copyOf(variables));
  }

  /**
   * A chain such as {@code object.metadata.name} is looked up at once; asking whether a field is
   * there is free.
   */
  private static int steps(CelExpr expr) {
    int steps = 0;
    CelExpr at = expr;
    while (at.exprKind().getKind() == Kind.SELECT) {
      steps += at.select().testOnly() ? 0 : 1;
      at = at.select().operand();
    }
    return steps + (at.exprKind().getKind() == Kind.IDENT ? 1 : 0);
  }

  private static String overload(CelAbstractSyntaxTree ast, CelExpr expr) {
    return ast.getReference(expr.id())
        .map(CelReference::overloadIds)
        .filter(ids -> ids.size() == 1)
        .map(ids -> ids.getFirst())
        .orElse("");
  }
}
