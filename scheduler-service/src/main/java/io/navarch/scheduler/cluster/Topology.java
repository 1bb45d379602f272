package io.navarch.scheduler.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The nodes grouped by the values of one label: every value is a domain with a small number. */
public final class Topology {
  /** The domain of a node that lacks the label. */
  public static final int NONE = -1;

  private final int[] domains;
  private final int size;

  private Topology(int[] domains, int size) {
    this.domains = domains;
    this.size = size;
  }

  static Topology of(String key, Collection<NodeSlot> nodes, int slots) {
    int[] domains = new int[slots];
    Map<String, Integer> numbers = new HashMap<>();
    for (NodeSlot node : nodes) {
      String value = node.labels().get(key);
      domains[node.index()] =
          value == null ? NONE : numbers.computeIfAbsent(value, none -> numbers.size());
    }
    return new Topology(domains, numbers.size());
  }

  public int domain(NodeSlot node) {
    return domains[node.index()];
  }

  /** How many domains there are. */
  public int size() {
    return size;
  }
}
