package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Kubernetes' list functions, and those of CEL's lists that the CEL library does not have yet. */
final class ListFunctions {
  private static final TypeParamType T = TypeParamType.create("T");

  private ListFunctions() {}

  static void addTo(Functions functions) {
    for (Map.Entry<String, CelType> type : COMPARABLE) {
      addComparisons(functions, type.getKey(), type.getValue());
      if (SUMMABLE.contains(type.getKey())) {
        addSum(functions, type.getKey(), type.getValue());
      }
    }
    ListType list = ListType.create(T);
    functions.member(
        "indexOf",
        "list_a_index_of_int",
        SimpleType.INT,
        List.of(list, T),
        a -> indexOf(list(a[0]), a[1]));
    functions.member(
        "lastIndexOf",
        "list_a_last_index_of_int",
        SimpleType.INT,
        List.of(list, T),
        a -> lastIndexOf(list(a[0]), a[1]));
  }

  /** In this order: the first that fits decides what an empty list is. */
  private static final List<Map.Entry<String, CelType>> COMPARABLE =
      List.of(
          Map.entry("int", SimpleType.INT),
          Map.entry("uint", SimpleType.UINT),
          Map.entry("double", SimpleType.DOUBLE),
          Map.entry("bool", SimpleType.BOOL),
          Map.entry("duration", SimpleType.DURATION),
          Map.entry("timestamp", SimpleType.TIMESTAMP),
          Map.entry("string", SimpleType.STRING),
          Map.entry("bytes", SimpleType.BYTES));

  private static final Set<String> SUMMABLE = Set.of("int", "uint", "double", "duration");

  private static void addComparisons(Functions functions, String name, CelType element) {
    List<CelType> list = List.of(ListType.create(element));
    functions.member(
        "isSorted",
        "list_" + name + "_is_sorted_bool",
        SimpleType.BOOL,
        list,
        a -> isSorted(list(a[0])));
    functions.member(
        "max", "list_" + name + "_max_" + name, element, list, a -> extreme("max", 1, list(a[0])));
    functions.member(
        "min", "list_" + name + "_min_" + name, element, list, a -> extreme("min", -1, list(a[0])));
  }

  private static void addSum(Functions functions, String name, CelType element) {
    functions.member(
        "sum",
        "list_" + name + "_sum_" + name,
        element,
        List.of(ListType.create(element)),
        a -> sum(list(a[0]), element));
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : new ArrayList<>((Collection<?>) value);
  }

  /** The elements from a place to another, without the last. */
  static List<?> slice(Collection<?> elements, long from, long to) {
    String asked = "cannot slice(" + from + ", " + to + "), ";
    if (from < 0 || to < 0) {
      throw CelFault.of(asked + "negative indexes not supported");
    }
    if (from > to) {
      throw CelFault.of(asked + "start index must be less than or equal to end index");
    }
    if (to > elements.size()) {
      throw CelFault.of(asked + "list is length " + elements.size());
    }
    return list(elements).subList((int) from, (int) to);
  }

  private static boolean isSorted(List<?> list) {
    for (int i = 1; i < list.size(); i++) {
      if (compare(list.get(i - 1), list.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private static Object extreme(String operation, int sign, List<?> list) {
    if (list.isEmpty()) {
      throw CelFault.of(operation + " called on empty list");
    }
    Object best = list.getFirst();
    for (Object element : list) {
      if (compare(element, best) * sign > 0) {
        best = element;
      }
    }
    return best;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static int compare(Object a, Object b) {
    if (a instanceof Number x && b instanceof Number y && a.getClass() != b.getClass()) {
      return Double.compare(x.doubleValue(), y.doubleValue());
    }
    if (a instanceof Comparable x && a.getClass() == b.getClass()) {
      return x.compareTo(b);
    }
    throw CelFault.of("no such overload");
  }

  private static Object sum(List<?> list, CelType type) {
    if (list.isEmpty()) {
      return switch (type.kind()) {
        case DOUBLE -> 0.0;
        case DURATION -> Duration.ZERO;
        case UINT -> com.google.common.primitives.UnsignedLong.ZERO;
        default -> 0L;
      };
    }
    Object sum = list.getFirst();
    for (Object element : list.subList(1, list.size())) {
      sum = add(sum, element);
    }
    return sum;
  }

  private static Object add(Object a, Object b) {
    try {
      return switch (a) {
        case Long x when b instanceof Long y -> Math.addExact(x, y);
        case Double x when b instanceof Double y -> x + y;
        case Duration x when b instanceof Duration y -> x.plus(y);
        case com.google.common.primitives.UnsignedLong x
            when b instanceof com.google.common.primitives.UnsignedLong y ->
            x.plus(y);
        default -> throw CelFault.of("no such overload");
      };
    } catch (ArithmeticException overflow) {
      throw CelFault.of("integer overflow");
    }
  }

  private static long indexOf(List<?> list, Object wanted) {
    for (int i = 0; i < list.size(); i++) {
      if (CelEquality.equal(list.get(i), wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static long lastIndexOf(List<?> list, Object wanted) {
    for (int i = list.size() - 1; i >= 0; i--) {
      if (CelEquality.equal(list.get(i), wanted)) {
        return i;
      }
    }
    return -1;
  }
}
