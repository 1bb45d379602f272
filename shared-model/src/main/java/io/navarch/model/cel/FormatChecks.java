package io.navarch.model.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.List;
import java.util.Set;

/** Checks the arguments of {@code format} where format and list stand in the expression. */
final class FormatChecks {
  private static final Set<CelKind> WHOLE = Set.of(CelKind.INT, CelKind.UINT);
  private static final Set<CelKind> FRACTIONS = Set.of(CelKind.DOUBLE, CelKind.STRING);
  private static final Set<CelKind> TEXTS =
      Set.of(
          CelKind.LIST,
          CelKind.MAP,
          CelKind.INT,
          CelKind.UINT,
          CelKind.DOUBLE,
          CelKind.BOOL,
          CelKind.STRING,
          CelKind.TIMESTAMP,
          CelKind.BYTES,
          CelKind.DURATION,
          CelKind.TYPE,
          CelKind.NULL_TYPE);

  private final CelAbstractSyntaxTree ast;
  private final List<CelExpr> arguments;
  private CelExpr place;

  private FormatChecks(CelAbstractSyntaxTree ast, CelExpr call, List<CelExpr> arguments) {
    this.ast = ast;
    this.place = call;
    this.arguments = arguments;
  }

  /** What is wrong with a call of {@code format}, with its place; empty where nothing is. */
  static String violation(CelAbstractSyntaxTree ast, CelExpr expr) {
    CelCall call = expr.call();
    CelExpr target = call.target().orElse(expr);
    boolean literal =
        target.exprKind().getKind() == Kind.CONSTANT
            && target.constant().getKind() == CelConstant.Kind.STRING_VALUE
            && call.args().size() == 1
            && call.args().getFirst().exprKind().getKind() == Kind.LIST;
    if (!literal) {
      return "";
    }
    List<CelExpr> arguments = call.args().getFirst().list().elements();
    FormatChecks checks = new FormatChecks(ast, expr, arguments);
    try {
      int taken =
          TextFormat.expand(
              target.constant().stringValue(),
              arguments.size(),
              checks::check,
              new StringBuilder());
      return taken == arguments.size()
          ? ""
          : LiteralChecks.describe(
              ast,
              expr,
              "too many arguments supplied to string.format (expected %d, got %d)"
                  .formatted(taken, arguments.size()));
    } catch (CelFault fault) {
      return LiteralChecks.describe(ast, checks.place, String.valueOf(fault.getMessage()));
    }
  }

  private String check(int index, char verb, int precision) {
    CelExpr argument = arguments.get(index);
    switch (verb) {
      case 's' -> requireText(argument);
      case 'd' -> require(argument, WHOLE, FormatRules.DECIMAL);
      case 'f' -> require(argument, FRACTIONS, FormatRules.FIXED);
      case 'e' -> require(argument, FRACTIONS, FormatRules.SCIENTIFIC);
      case 'b' ->
          require(argument, Set.of(CelKind.INT, CelKind.UINT, CelKind.BOOL), FormatRules.BINARY);
      case 'o' -> require(argument, WHOLE, FormatRules.OCTAL);
      default ->
          require(
              argument,
              Set.of(CelKind.INT, CelKind.UINT, CelKind.STRING, CelKind.BYTES),
              FormatRules.HEX);
    }
    return "";
  }

  private void requireText(CelExpr argument) {
    require(argument, TEXTS, FormatRules.TEXT);
    switch (argument.exprKind().getKind()) {
      case LIST -> argument.list().elements().forEach(this::requireText);
      case MAP ->
          argument
              .map()
              .entries()
              .forEach(
                  entry -> {
                    requireText(entry.key());
                    requireText(entry.value());
                  });
      default -> {}
    }
  }

  private void require(CelExpr argument, Set<CelKind> fitting, String rule) {
    CelType type = ast.getTypeOrThrow(argument.id());
    if (type.kind() != CelKind.DYN && !fitting.contains(type.kind())) {
      place = argument;
      throw CelFault.of(rule + ", was given " + type.name());
    }
  }
}
