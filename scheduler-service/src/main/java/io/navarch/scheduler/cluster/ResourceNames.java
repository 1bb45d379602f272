package io.navarch.scheduler.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives every resource name a small number, so that amounts are arrays. The first three are fixed:
 * cpu in thousandths of a core, memory and ephemeral storage in bytes; further names (huge pages,
 * extended resources) follow in the order in which they are first seen.
 */
public final class ResourceNames {
  public static final int CPU = 0;
  public static final int MEMORY = 1;
  public static final int EPHEMERAL_STORAGE = 2;

  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private volatile List<String> names = List.of();

  public ResourceNames() {
    number("cpu");
    number("memory");
    number("ephemeral-storage");
  }

  /** The number of a name, given at its first use. */
  public int number(String name) {
    Integer known = numbers.get(name);
    return known != null ? known : add(name);
  }

  public String name(int number) {
    return names.get(number);
  }

  private synchronized int add(String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    List<String> longer = new ArrayList<>(names);
    longer.add(name);
    names = List.copyOf(longer);
    numbers.put(name, longer.size() - 1);
    return longer.size() - 1;
  }
}
