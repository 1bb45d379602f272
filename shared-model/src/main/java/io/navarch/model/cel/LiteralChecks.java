package io.navarch.model.cel;

import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSource;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import io.navarch.model.pattern.BoundedPattern;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Refuses durations, times and regular expressions that can be seen to be wrong before anything
 * runs.
 */
final class LiteralChecks {
  private static final Set<String> MIXED = Set.of("format", "lists.@sortByAssociatedKeys");

  private LiteralChecks() {}

  /** What is wrong, with its place in the expression; empty where nothing is. */
  static String violation(CelAbstractSyntaxTree ast) {
    return CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .map(node -> violation(ast, node))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  /** Why no program can be made of a sound expression; empty where one can. */
  static String unusable(CelAbstractSyntaxTree ast) {
    String pattern =
        CelNavigableAst.fromAst(ast)
            .getRoot()
            .allNodes()
            .filter(node -> node.getKind() == Kind.CALL)
            .map(node -> malformedPattern(node.expr().call()))
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    return pattern.isEmpty() ? ConstantConversions.failure(ast) : pattern;
  }

  private static String malformedPattern(CelCall call) {
    if (!call.function().equals("find") && !call.function().equals("findAll")) {
      return "";
    }
    return failure(call, BoundedPattern::compile);
  }

  private static String violation(CelAbstractSyntaxTree ast, CelNavigableExpr node) {
    CelExpr expr = node.expr();
    return switch (node.getKind()) {
      case CALL -> {
        if (expr.call().function().equals("format")) {
          yield FormatChecks.violation(ast, expr);
        }
        String violation = violation(expr.call());
        yield violation.isEmpty() ? "" : describe(ast, expr.call().args().getLast(), violation);
      }
      case LIST -> isMixedOnPurpose(node) ? "" : mixture(ast, expr.list().elements());
      case MAP ->
          isMixedOnPurpose(node)
              ? ""
              : mixture(ast, expr.map().entries().stream().map(CelExpr.CelMap.Entry::key).toList())
                  + mixture(
                      ast, expr.map().entries().stream().map(CelExpr.CelMap.Entry::value).toList());
      default -> "";
    };
  }

  /**
   * What {@code format} is given may be of different types, and so are a key and its element in
   * {@code sortBy}.
   */
  private static boolean isMixedOnPurpose(CelNavigableExpr node) {
    Optional<CelNavigableExpr> parent = node.parent();
    while (parent.isPresent()) {
      if (parent.get().getKind() == Kind.CALL
          && MIXED.contains(parent.get().expr().call().function())) {
        return true;
      }
      parent = parent.get().parent();
    }
    return false;
  }

  private static String mixture(CelAbstractSyntaxTree ast, List<CelExpr> elements) {
    CelType first = null;
    for (CelExpr element : elements) {
      CelType type = ast.getTypeOrThrow(element.id());
      CelType plain =
          type instanceof OptionalType && !type.parameters().isEmpty()
              ? type.parameters().getFirst()
              : type;
      if (first == null || first.equals(SimpleType.DYN)) {
        first = plain;
      } else if (!plain.equals(SimpleType.DYN)
          && !first.isAssignableFrom(plain)
          && !plain.isAssignableFrom(first)) {
        return describe(
            ast,
            element,
            "expected type '"
                + CelTypes.format(first)
                + "' but found '"
                + CelTypes.format(plain)
                + "'");
      }
    }
    return "";
  }

  private static String violation(CelCall call) {
    return switch (call.function()) {
      case "duration" ->
          fails(call, text -> GoDuration.parse(text)) ? "invalid duration argument" : "";
      case "timestamp" -> fails(call, OffsetDateTime::parse) ? "invalid timestamp argument" : "";
      case "matches" -> fails(call, BoundedPattern::compile) ? "invalid matches argument" : "";
      default -> "";
    };
  }

  private static boolean fails(CelCall call, Consumer<String> parser) {
    return !failure(call, parser).isEmpty();
  }

  private static String failure(CelCall call, Consumer<String> parser) {
    boolean member = call.target().isPresent();
    int index = member || call.args().size() == 1 ? 0 : 1;
    if (call.args().size() <= index
        || call.args().get(index).exprKind().getKind() != Kind.CONSTANT) {
      return "";
    }
    CelConstant constant = call.args().get(index).constant();
    if (constant.getKind() != CelConstant.Kind.STRING_VALUE) {
      return "";
    }
    try {
      parser.accept(constant.stringValue());
      return "";
    } catch (PatternSyntaxException | DateTimeException | CelFault malformed) {
      return String.valueOf(malformed.getMessage());
    }
  }

  /** A refusal with its place in the expression. */
  static String describe(CelAbstractSyntaxTree ast, CelExpr place, String violation) {
    CelSource source = ast.getSource();
    Integer offset = source.getPositionsMap().get(place.id());
    CelSourceLocation location =
        source
            .getOffsetLocation(Objects.requireNonNullElse(offset, 0))
            .orElse(CelSourceLocation.NONE);
    return CelIssue.formatError(location, violation).toDisplayString(source);
  }
}
