package io.navarch.proxy.plan;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The part of the ruleset that belongs to one service port: its chains with their rules, its sets,
 * and its elements in the shared maps. Fragments of different ports never share a chain, so each
 * changes alone.
 *
 * @param chains rules by chain name
 * @param sets definitions by set name
 * @param elements by element, such as {@code service-ips 10.96.0.1 . tcp . 443}: the verdict, empty
 *     for a set's element
 */
public record Fragment(
    Map<String, List<String>> chains, Map<String, String> sets, Map<Element, String> elements) {
  public static final Fragment EMPTY = new Fragment(Map.of(), Map.of(), Map.of());

  public Fragment {
    chains = java.util.Collections.unmodifiableMap(new TreeMap<>(chains));
    sets = java.util.Collections.unmodifiableMap(new TreeMap<>(sets));
    elements = java.util.Collections.unmodifiableMap(new TreeMap<>(elements));
  }

  /** All of them as one, so that an element may move from one to another in a single step. */
  public static Fragment union(Collection<Fragment> parts) {
    TreeMap<String, List<String>> chains = new TreeMap<>();
    TreeMap<String, String> sets = new TreeMap<>();
    TreeMap<Element, String> elements = new TreeMap<>();
    for (Fragment part : parts) {
      chains.putAll(part.chains());
      sets.putAll(part.sets());
      elements.putAll(part.elements());
    }
    return new Fragment(chains, sets, elements);
  }

  /** A key in one of the table's maps or sets. */
  public record Element(String container, String key) implements Comparable<Element> {
    @Override
    public int compareTo(Element other) {
      int byContainer = container.compareTo(other.container);
      return byContainer != 0 ? byContainer : key.compareTo(other.key);
    }
  }
}
