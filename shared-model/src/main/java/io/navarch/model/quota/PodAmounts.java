package io.navarch.model.quota;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a pod requests, or is limited to, as a whole: the sum over its containers and sidecars, or
 * the largest need while it starts, whichever is more; what is said for the pod itself wins.
 */
public final class PodAmounts {
  private static final Set<String> OF_PODS = Set.of("cpu", "memory");

  private PodAmounts() {}

  /**
   * @param which {@code requests} or {@code limits}
   * @throws io.navarch.model.quantity.MalformedQuantityException if a quantity is none
   */
  public static Map<String, Quantity> of(Map<String, Object> podSpec, String which) {
    Map<String, Quantity> total = new TreeMap<>();
    for (Object container : ApiObject.listAt(podSpec, "containers")) {
      add(amounts(container, which), total);
    }
    Map<String, Quantity> sidecars = new HashMap<>();
    Map<String, Quantity> starting = new HashMap<>();
    for (Object container : ApiObject.listAt(podSpec, "initContainers")) {
      Map<String, Quantity> needed = new HashMap<>(sidecars);
      Map<String, Quantity> own = amounts(container, which);
      add(own, needed);
      if (container instanceof Map<?, ?> tree && "Always".equals(tree.get("restartPolicy"))) {
        add(own, total);
        sidecars = needed;
      }
      needed.forEach((name, q) -> starting.merge(name, q, PodAmounts::larger));
    }
    starting.forEach((name, q) -> total.merge(name, q, PodAmounts::larger));
    amounts(podSpec, which)
        .forEach(
            (name, q) -> {
              if (OF_PODS.contains(name) || name.startsWith("hugepages-")) {
                total.put(name, q);
              }
            });
    return total;
  }

  /** The resources that one container, or the pod's spec, names itself. */
  public static Map<String, Quantity> amounts(Object holder, String which) {
    if (!(holder instanceof Map<?, ?> tree) || !(tree.get("resources") instanceof Map<?, ?> all)) {
      return Map.of();
    }
    return all.get(which) instanceof Map<?, ?> named ? parse(named) : Map.of();
  }

  /** A resource list, by name. */
  public static Map<String, Quantity> parse(Map<?, ?> named) {
    Map<String, Quantity> found = new TreeMap<>();
    named.forEach((name, q) -> found.put(String.valueOf(name), Quantity.parse(String.valueOf(q))));
    return found;
  }

  private static void add(Map<String, Quantity> amounts, Map<String, Quantity> to) {
    amounts.forEach((name, q) -> to.merge(name, q, Quantity::add));
  }

  private static Quantity larger(Quantity a, Quantity b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
