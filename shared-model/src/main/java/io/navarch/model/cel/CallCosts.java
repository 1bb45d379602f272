package io.navarch.model.cel;

import dev.cel.common.values.CelByteString;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call costs, from the sizes of its arguments; the API's own cost model. */
final class CallCosts {
  static final double TEXT_FACTOR = 0.1;
  static final double REGEX_FACTOR = 0.25;

  /** For each pair of a list's elements, where all are compared with all. */
  static final double SELF_COMPARISON = 2;

  /** For making a list. */
  static final long LIST_COST = 10;

  /** So that an expression can make two checks. */
  static final long CHECK_COST = 350_000;

  private CallCosts() {}

  static long cost(
      String function, String overload, List<@Nullable Object> arguments, @Nullable Object result) {
    return switch (function) {
      case "check" -> CHECK_COST;
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" ->
          traversal(arguments.getFirst());
      case "fieldSelector", "labelSelector" -> selector(size(arguments, 1));
      case "url",
          "lowerAscii",
          "upperAscii",
          "substring",
          "trim",
          "jsonpatch.escapeKey",
          "cidr",
          "isIP",
          "isCIDR",
          "quantity",
          "isQuantity",
          "semver",
          "isSemver",
          "startsWith",
          "endsWith",
          "strings.quote",
          "format" ->
          text(size(arguments, 0));
      case "replace", "split", "ip.isCanonical" -> text(2 * size(arguments, 0));
      case "join" -> text(2 * size(result));
      case "matches" ->
          // The function that is not called on its text counts as any other.
          overload.equals("matches") ? 1 : regex(size(arguments, 0), size(arguments, 1));
      case "find", "findAll" -> regex(size(arguments, 0), size(arguments, 1));
      case "slice", "lists.range" -> made(size(result));
      case "reverse" -> result instanceof Collection<?> ? made(size(result)) : 1;
      case "flatten" ->
          made(
              size(arguments, 0)
                  * (arguments.size() > 1 && arguments.get(1) instanceof Long depth ? depth : 1));
      case "distinct", "sort" -> sorting(arguments.getFirst(), false);
      case "lists.@sortByAssociatedKeys" -> sorting(arguments.getFirst(), true);
      case "sets.contains", "sets.intersects" -> 1 + size(arguments, 0) * size(arguments, 1);
      case "sets.equivalent" -> 1 + 2 * size(arguments, 0) * size(arguments, 1);
      case "contains" -> text(size(arguments, 0)) * text(size(arguments, 1));
      case "ip" -> overload.equals("cidr_ip") ? 1 : text(size(arguments, 0));
      case "validate" ->
          arguments.getFirst() instanceof FormatFunctions.NamedFormat format
              ? regex(size(arguments, 1), format.regexSize())
              : 1;
      case "@in" ->
          overload.equals("in_map") || arguments.get(1) instanceof Map<?, ?>
              ? 1
              : size(arguments, 1);
      case "_==_", "_!=_" -> text(Math.min(size(arguments, 0), size(arguments, 1)));
      case "_<_", "_<=_", "_>_", "_>=_" ->
          isText(arguments.getFirst()) ? text(Math.min(size(arguments, 0), size(arguments, 1))) : 1;
      case "_+_" ->
          isText(arguments.getFirst()) ? text(size(arguments, 0) + size(arguments, 1)) : 1;
      case "bytes", "string" -> isText(arguments.getFirst()) ? text(size(arguments, 0)) : 1;
      case "containsIP", "containsCIDR" -> network(function, overload, arguments);
      default -> 1;
    };
  }

  private static long made(long elements) {
    return elements + 1 + LIST_COST;
  }

  /**
   * @param paired whether the list is of pairs of a key, by which they are compared, and an element
   */
  private static long sorting(@Nullable Object list, boolean paired) {
    if (!(list instanceof Collection<?> elements) || elements.isEmpty()) {
      return made(0);
    }
    Object first = elements.iterator().next();
    Object key = paired && first instanceof List<?> pair ? pair.getFirst() : first;
    double factor = SELF_COMPARISON + (isText(key) ? TEXT_FACTOR : 0);
    return made((long) ((double) elements.size() * elements.size() * factor));
  }

  private static long network(String function, String overload, List<@Nullable Object> arguments) {
    long bytes = arguments.getFirst() instanceof Cidr cidr ? cidr.address().bits() / 8 : 16;
    long cost = text(2 * bytes);
    if (function.equals("containsCIDR")) {
      cost += text(bytes) + 1;
    }
    return overload.endsWith("_string") ? cost + text(size(arguments, 1)) : cost;
  }

  private static boolean isText(@Nullable Object value) {
    return value instanceof String || value instanceof CelByteString;
  }

  private static long size(List<@Nullable Object> arguments, int index) {
    return index < arguments.size() ? size(arguments.get(index)) : 1;
  }

  private static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> text.length();
      case Collection<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case CelByteString bytes -> bytes.size();
      case null, default -> 1;
    };
  }

  static long text(long length) {
    return (long) Math.ceil(length * TEXT_FACTOR);
  }

  private static long regex(long text, long regex) {
    return (long) Math.ceil((1.0 + text) * TEXT_FACTOR) * (long) Math.ceil(regex * REGEX_FACTOR);
  }

  private static long selector(long length) {
    return 10 + text(length) + (long) Math.ceil(Math.ceil(length * 0.5) * 50);
  }

  private static long traversal(@Nullable Object value) {
    return switch (value) {
      case String text -> (long) (text.length() * TEXT_FACTOR);
      case CelByteString bytes -> (long) (bytes.size() * TEXT_FACTOR);
      case Collection<?> list -> list.stream().mapToLong(CallCosts::traversal).sum();
      case Map<?, ?> map ->
          map.entrySet().stream()
              .mapToLong(e -> traversal(e.getKey()) + traversal(e.getValue()))
              .sum();
      case null, default -> 1;
    };
  }
}
