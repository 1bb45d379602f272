package io.navarch.model.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.types.CelKind;
import io.navarch.model.cel.CostEstimator.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call can cost and how large its result can be, from how large its arguments can be. */
final class CallEstimates {
  private static final double TEXT = CallCosts.TEXT_FACTOR;
  private static final CostRange ADDRESS_BYTES = new CostRange(4, 16);
  private static final int FORMAT_REGEX = 128;
  private static final int FORMAT = 64;

  /**
   * @param resultSize null where it is not known
   */
  record Estimate(CostRange cost, @Nullable CostRange resultSize) {
    Estimate(CostRange cost) {
      this(cost, null);
    }

    Estimate plus(CostRange more) {
      return new Estimate(cost.plus(more), resultSize);
    }
  }

  private CallEstimates() {}

  static Estimate of(
      String function,
      String overload,
      @Nullable Node target,
      List<Node> arguments,
      List<CostRange> argumentCosts) {
    CostRange evaluated = argumentCosts.stream().reduce(CostRange.ZERO, CostRange::plus);
    Estimate kubernetes = kubernetes(function, overload, target, arguments);
    if (kubernetes != null) {
      return kubernetes.plus(evaluated);
    }
    return switch (overload) {
      case "logical_and", "logical_or" ->
          new Estimate(
              new CostRange(
                  argumentCosts.getFirst().min(),
                  argumentCosts.getFirst().plus(argumentCosts.getLast()).max()));
      case "conditional" ->
          new Estimate(
              argumentCosts.getFirst().plus(argumentCosts.get(1).union(argumentCosts.get(2))),
              size(arguments, 1).union(size(arguments, 2)));
      default -> standard(overload, target, arguments).plus(evaluated);
    };
  }

  private static Estimate standard(String overload, @Nullable Node target, List<Node> arguments) {
    return switch (overload) {
      case "string_format" -> new Estimate(size(target).times(TEXT));
      case "string_to_bytes" -> {
        CostRange size = size(arguments, 0);
        // A character takes up to four bytes.
        yield new Estimate(
            size.times(TEXT), new CostRange(size.min(), CostRange.product(size.max(), 4)));
      }
      case "bytes_to_string" -> {
        CostRange size = size(arguments, 0);
        yield new Estimate(size.times(TEXT), new CostRange(size.min() / 4, size.max()));
      }
      case "strings_quote" -> {
        CostRange size = size(arguments, 0);
        // Two quotes, and every character may be escaped.
        yield new Estimate(
            size.times(TEXT),
            new CostRange(
                CostRange.sum(size.min(), 2), CostRange.sum(CostRange.product(size.max(), 2), 2)));
      }
      case "starts_with_string", "ends_with_string" -> new Estimate(size(arguments, 0).times(TEXT));
      case "in_list" -> new Estimate(size(arguments, 1));
      // The function that is not called on its text counts as any other.
      case "matches_string" ->
          new Estimate(target == null ? CostRange.ONE : regex(size(target), size(arguments, 0)));
      case "contains_string" ->
          new Estimate(size(target).times(TEXT).times(size(arguments, 0).times(TEXT)));
      case "add_string", "add_bytes" -> {
        CostRange size = size(arguments, 0).plus(size(arguments, 1));
        yield new Estimate(size.times(TEXT), size);
      }
      case "add_list" -> new Estimate(CostRange.ONE, size(arguments, 0).plus(size(arguments, 1)));
      case "equals",
          "not_equals",
          "less_string",
          "less_bytes",
          "less_equals_string",
          "less_equals_bytes",
          "greater_string",
          "greater_bytes",
          "greater_equals_string",
          "greater_equals_bytes" ->
          new Estimate(comparison(size(arguments, 0), size(arguments, 1)));
      default -> new Estimate(CostRange.ONE);
    };
  }

  private static CostRange comparison(CostRange a, CostRange b) {
    long most = Math.min(a.max(), b.max());
    return new CostRange(most > 0 ? 1 : 0, most).times(TEXT);
  }

  private static CostRange regex(CostRange text, CostRange regex) {
    return text.plus(CostRange.ONE).times(TEXT).times(regex.times(CallCosts.REGEX_FACTOR));
  }

  private static @Nullable Estimate kubernetes(
      String function, String overload, @Nullable Node target, List<Node> arguments) {
    return switch (function) {
      case "slice", "reverse", "flatten", "distinct", "sort" ->
          target == null ? null : ListEstimates.of(function, target, arguments);
      case "lists.range" -> ListEstimates.range(arguments);
      case "lists.@sortByAssociatedKeys" -> ListEstimates.sort(arguments.getFirst());
      case "sets.contains", "sets.intersects" -> ListEstimates.comparison(arguments, 1);
      case "sets.equivalent" -> ListEstimates.comparison(arguments, 2);
      case "check" -> new Estimate(CostRange.of(CallCosts.CHECK_COST));
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" ->
          target == null ? null : new Estimate(traversal(target));
      case "url", "jsonpatch.escapeKey" -> {
        CostRange size = size(arguments, 0);
        yield new Estimate(size.times(TEXT), size);
      }
      case "lowerAscii", "upperAscii", "substring", "trim" -> {
        CostRange size = size(target);
        yield new Estimate(size.times(TEXT), size);
      }
      case "replace" -> arguments.size() < 2 ? null : replace(size(target), arguments);
      case "split" -> split(size(target), arguments);
      case "join" -> target == null ? null : join(target, arguments);
      case "find", "findAll" ->
          new Estimate(
              regex(size(target), size(arguments, 0)), new CostRange(0, size(target).max()));
      case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver" ->
          new Estimate(size(arguments, 0).times(TEXT));
      case "ip" ->
          new Estimate(overload.equals("cidr_ip") ? CostRange.ONE : size(arguments, 0).times(TEXT));
      case "ip.isCanonical" -> new Estimate(size(arguments, 0).times(2 * TEXT));
      case "containsIP", "containsCIDR" -> new Estimate(network(function, overload, arguments));
      case "validate" ->
          new Estimate(size(arguments, 0).times(TEXT).times(FORMAT_REGEX * CallCosts.REGEX_FACTOR));
      case "fieldSelector", "labelSelector" -> new Estimate(selector(size(arguments, 0)));
      case "_==_" -> isOfOneType(arguments) ? comparison(arguments) : null;
      default -> isNominal(function) ? new Estimate(CostRange.ONE) : null;
    };
  }

  private static boolean isNominal(String function) {
    return switch (function) {
      case "serviceAccount",
          "path",
          "group",
          "resource",
          "subresource",
          "namespace",
          "name",
          "allowed",
          "reason",
          "error",
          "errored",
          "masked",
          "prefixLength",
          "family",
          "isUnspecified",
          "isLoopback",
          "isLinkLocalMulticast",
          "isLinkLocalUnicast",
          "isGlobalUnicast",
          "format.named",
          "sign",
          "asInteger",
          "isInteger",
          "asApproximateFloat",
          "isGreaterThan",
          "isLessThan",
          "compareTo",
          "add",
          "sub",
          "major",
          "minor",
          "patch",
          "getScheme",
          "getHostname",
          "getHost",
          "getPort",
          "getEscapedPath",
          "getQuery" ->
          true;
      default -> false;
    };
  }

  /** Whether two values of one of the types that Kubernetes adds are compared. */
  private static boolean isOfOneType(List<Node> arguments) {
    return arguments.size() == 2
        && arguments.getFirst().type().kind() == CelKind.OPAQUE
        && arguments.getFirst().type().equals(arguments.getLast().type())
        && !arguments.getFirst().type().name().equals("optional_type");
  }

  private static Estimate comparison(List<Node> arguments) {
    return switch (arguments.getFirst().type().name()) {
      case "kubernetes.NamedFormat" -> new Estimate(new CostRange(1, FORMAT).times(TEXT));
      case "kubernetes.URL" -> {
        CostRange size = arguments.getLast().size();
        yield new Estimate(new CostRange(1, size == null ? 1 : size.max()).times(TEXT));
      }
      default -> new Estimate(CostRange.ONE);
    };
  }

  private static CostRange traversal(Node target) {
    Node element = target.element();
    if (element == null) {
      return target.sizeRange().times(TEXT);
    }
    CostRange each = CostRange.ONE;
    if (element.type().kind() == CelKind.STRING || element.type().kind() == CelKind.BYTES) {
      each = each.plus(element.sizeRange().times(TEXT));
    }
    return target.sizeRange().times(each);
  }

  /**
   * The result is longest where the shortest text is replaced by the longest as often as can be.
   */
  private static Estimate replace(CostRange text, List<Node> arguments) {
    CostRange replaced = arguments.get(0).sizeRange();
    CostRange by = arguments.get(1).sizeRange();
    long most;
    long keptMost = 0;
    if (replaced.min() == 0) {
      most = CostRange.sum(text.max(), 1);
      keptMost = text.max();
    } else if (by.max() <= replaced.min()) {
      most = 0;
      keptMost = text.max();
    } else {
      most = (long) Math.ceil((double) text.max() / replaced.min());
    }
    long least;
    long keptLeast = 0;
    if (replaced.max() == 0) {
      least = CostRange.sum(text.min(), 1);
      keptLeast = text.min();
    } else if (replaced.max() <= by.min()) {
      least = 0;
      keptLeast = text.min();
    } else {
      least = (long) Math.ceil((double) text.min() / replaced.max());
    }
    CostRange size = new CostRange(least, most).times(by).plus(new CostRange(keptLeast, keptMost));
    return new Estimate(text.times(2 * TEXT), size);
  }

  private static Estimate split(CostRange text, List<Node> arguments) {
    long most = text.max();
    if (arguments.size() > 1) {
      CelConstant limit = arguments.get(1).constant();
      if (limit != null && limit.getKind() == CelConstant.Kind.INT64_VALUE) {
        most = limit.int64Value() < 0 ? DeclType.UNBOUNDED : limit.int64Value();
      }
    }
    return new Estimate(text.times(2 * TEXT), new CostRange(0, most));
  }

  private static Estimate join(Node list, List<Node> arguments) {
    CostRange count = list.sizeRange();
    Node element = list.element();
    CostRange size = element == null ? CostRange.ZERO : count.times(element.sizeRange());
    if (!arguments.isEmpty()) {
      CostRange separators =
          new CostRange(Math.max(0, count.min() - 1), Math.max(0, count.max() - 1));
      size = size.plus(arguments.getFirst().sizeRange().times(separators));
    }
    return new Estimate(size.times(TEXT), size);
  }

  private static CostRange network(String function, String overload, List<Node> arguments) {
    CostRange cost = ADDRESS_BYTES.plus(ADDRESS_BYTES).times(TEXT);
    if (function.equals("containsCIDR")) {
      cost = cost.plus(ADDRESS_BYTES.times(TEXT)).plus(CostRange.ONE);
    }
    return overload.endsWith("_string") ? cost.plus(size(arguments, 0).times(TEXT)) : cost;
  }

  private static CostRange selector(CostRange length) {
    return CostRange.of(10).plus(length.times(TEXT)).plus(length.times(0.5).times(50));
  }

  private static CostRange size(@Nullable Node node) {
    return node == null ? CostRange.ZERO : node.sizeRange();
  }

  private static CostRange size(List<Node> arguments, int index) {
    return index < arguments.size() ? arguments.get(index).sizeRange() : CostRange.ZERO;
  }
}
