package io.navarch.model.quota;

import io.navarch.model.quantity.Quantity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Sums over amounts by resource name. The results are new and in the order of the names. */
public final class ResourceAmounts {
  private ResourceAmounts() {}

  public static Map<String, Quantity> add(Map<String, Quantity> a, Map<String, Quantity> b) {
    Map<String, Quantity> sum = new TreeMap<>(a);
    b.forEach((name, q) -> sum.merge(name, q, Quantity::add));
    return sum;
  }

  /** What is in a beyond b; nothing is below zero. */
  public static Map<String, Quantity> excess(Map<String, Quantity> a, Map<String, Quantity> b) {
    Map<String, Quantity> left = new TreeMap<>();
    a.forEach(
        (name, q) -> {
          Quantity rest = q.subtract(b.getOrDefault(name, Quantity.ZERO));
          left.put(name, rest.signum() < 0 ? Quantity.ZERO : rest);
        });
    return left;
  }

  public static Map<String, Quantity> only(Map<String, Quantity> amounts, Set<String> names) {
    Map<String, Quantity> some = new TreeMap<>(amounts);
    some.keySet().retainAll(names);
    return some;
  }

  public static Map<String, Quantity> withoutZeros(Map<String, Quantity> amounts) {
    Map<String, Quantity> some = new TreeMap<>(amounts);
    some.values().removeIf(Quantity::isZero);
    return some;
  }

  /** {@code cpu=1,pods=2}. */
  public static String text(Map<String, Quantity> amounts) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(amounts)
        .forEach(
            (name, q) -> text.append(text.isEmpty() ? "" : ",").append(name).append('=').append(q));
    return text.toString();
  }

  /** As a tree for an object. */
  public static Map<String, Object> tree(Map<String, Quantity> amounts) {
    Map<String, Object> tree = new TreeMap<>();
    amounts.forEach((name, q) -> tree.put(name, q.toString()));
    return tree;
  }
}
