package io.navarch.model.cel;

import dev.cel.common.ast.CelConstant;
import io.navarch.model.cel.CallEstimates.Estimate;
import io.navarch.model.cel.CostEstimator.Node;
import java.util.List;

/** What calls that make lists or compare them as sets can cost. */
final class ListEstimates {
  private static final CostRange CALL = CostRange.ONE;

  private ListEstimates() {}

  static Estimate of(String function, Node target, List<Node> arguments) {
    CostRange size = target.sizeRange();
    return switch (function) {
      case "slice" -> slice(size, arguments);
      case "flatten" ->
          made(arguments.isEmpty() ? 1 : literal(arguments.getFirst(), DeclType.UNBOUNDED), size);
      case "distinct" -> made(CallCosts.SELF_COMPARISON, size.times(size));
      case "sort" -> sort(target);
      default -> made(1, size);
    };
  }

  private static Estimate slice(CostRange size, List<Node> arguments) {
    long start = literal(arguments.get(0), 0);
    long end = literal(arguments.get(1), size.max());
    // What ends before it begins counts as having no end.
    return made(1, CostRange.of(end < start ? DeclType.UNBOUNDED : end - start));
  }

  static Estimate range(List<Node> arguments) {
    return made(1, CostRange.of(literal(arguments.getFirst(), DeclType.UNBOUNDED)));
  }

  /** Each element is compared with each; texts are read for that. */
  static Estimate sort(Node list) {
    Node element = list.element();
    boolean text =
        element != null
            && switch (element.type().kind()) {
              case STRING, BYTES -> true;
              default -> false;
            };
    CostRange size = list.sizeRange();
    return made(CallCosts.SELF_COMPARISON + (text ? CallCosts.TEXT_FACTOR : 0), size.times(size));
  }

  static Estimate comparison(List<Node> arguments, double factor) {
    CostRange pairs = arguments.get(0).sizeRange().times(arguments.get(1).sizeRange());
    return new Estimate(pairs.times(factor).plus(CALL));
  }

  private static Estimate made(double factor, CostRange size) {
    CostRange cost = size.times(factor).plus(CALL).plus(CostRange.of(CallCosts.LIST_COST));
    return new Estimate(cost, size);
  }

  private static long literal(Node node, long otherwise) {
    CelConstant constant = node.constant();
    return constant != null && constant.getKind() == CelConstant.Kind.INT64_VALUE
        ? Math.max(0, constant.int64Value())
        : otherwise;
  }
}
