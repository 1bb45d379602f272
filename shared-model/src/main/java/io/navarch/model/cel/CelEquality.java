package io.navarch.model.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.runtime.RuntimeHelpers;
import io.navarch.model.cel.DeclType.ListKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Equality and concatenation where lists know how their elements are told apart: order does not
 * count in sets and maps, and adding to them replaces what is there already ({@code
 * x-kubernetes-list-type}).
 */
final class CelEquality {
  private CelEquality() {}

  static boolean equal(@Nullable Object a, @Nullable Object b) {
    if (a == b) {
      return true;
    }
    return switch (a) {
      case Number x -> b instanceof Number y && numbersEqual(x, y);
      case Map<?, ?> x -> b instanceof Map<?, ?> y && mapsEqual(x, y);
      case Collection<?> x -> b instanceof Collection<?> y && listsEqual(x, y);
      case null, default -> Objects.equals(a, b);
    };
  }

  private static boolean numbersEqual(Number a, Number b) {
    if (a.getClass() == b.getClass()) {
      return a instanceof Double x ? x.doubleValue() == b.doubleValue() : a.equals(b);
    }
    return isFinite(a) && isFinite(b) && exact(a).compareTo(exact(b)) == 0;
  }

  private static boolean isFinite(Number number) {
    return !(number instanceof Double d) || Double.isFinite(d);
  }

  private static BigDecimal exact(Number number) {
    return switch (number) {
      case Double d -> new BigDecimal(d);
      case UnsignedLong u -> new BigDecimal(u.bigIntegerValue());
      default -> BigDecimal.valueOf(number.longValue());
    };
  }

  private static boolean mapsEqual(Map<?, ?> a, Map<?, ?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object other = b.get(entry.getKey());
      if (other == null || !equal(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean listsEqual(Collection<?> a, Collection<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    return switch (kindOf(a)) {
      case ListKind.Atomic atomic -> inOrder(a, b);
      case ListKind.OfSet set -> a.stream().allMatch(x -> contains(b, x));
      case ListKind.OfMap map ->
          a.stream()
              .allMatch(
                  x -> {
                    Object other = withSameKeys(b, x, map.keys());
                    return other != null && equal(x, other);
                  });
    };
  }

  private static boolean inOrder(Collection<?> a, Collection<?> b) {
    Iterator<?> others = b.iterator();
    for (Object element : a) {
      if (!equal(element, others.next())) {
        return false;
      }
    }
    return true;
  }

  static boolean contains(Collection<?> list, Object wanted) {
    for (Object element : list) {
      if (equal(element, wanted)) {
        return true;
      }
    }
    return false;
  }

  private static ListKind kindOf(Collection<?> list) {
    return list instanceof ListView view ? view.kind() : DeclType.ATOMIC;
  }

  private static @Nullable Object withSameKeys(
      Collection<?> list, Object wanted, List<String> keys) {
    for (Object element : list) {
      if (keys.stream().allMatch(key -> equal(member(element, key), member(wanted, key)))) {
        return element;
      }
    }
    return null;
  }

  private static @Nullable Object member(Object element, String key) {
    return element instanceof Map<?, ?> map
        ? map.get(Objects.requireNonNullElse(CelNames.escape(key), key))
        : null;
  }

  /** {@code a + b} for lists. */
  @SuppressWarnings("unchecked")
  static Object concatenate(Collection<?> a, Collection<?> b) {
    if (a instanceof List<?> list
        && b instanceof List<?> other
        && kindOf(a) instanceof ListKind.Atomic) {
      // Knows the lists that comprehensions grow, and does not copy those.
      return RuntimeHelpers.concat((List<Object>) list, (List<Object>) other);
    }
    List<Object> sum = new ArrayList<>(a.size() + b.size());
    sum.addAll(a);
    switch (kindOf(a)) {
      case ListKind.Atomic atomic -> sum.addAll(b);
      case ListKind.OfSet set ->
          b.forEach(
              element -> {
                if (!contains(sum, element)) {
                  sum.add(element);
                }
              });
      case ListKind.OfMap map ->
          b.forEach(
              element -> {
                Object present = withSameKeys(sum, element, map.keys());
                if (present == null) {
                  sum.add(element);
                } else {
                  sum.set(sum.indexOf(present), element);
                }
              });
    }
    return sum;
  }
}
