package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the node has to give, and who has some of it already.
 *
 * @param others the pods on the node besides the one that asks
 */
record NodeRoom(Map<String, Quantity> allocatable, Collection<Pod> others) {
  static final String CPU = "cpu";
  static final String MEMORY = "memory";

  NodeRoom {
    others = List.copyOf(others);
  }

  /** Why the whole node is too small for that much; null when it is not. */
  @Nullable String tooSmall(String resource, BigDecimal wanted) {
    BigDecimal whole = Qos.amount(allocatable, resource);
    return wanted.compareTo(whole) <= 0
        ? null
        : "Node didn't have enough capacity: %s, requested: %s, capacity: %s"
            .formatted(resource, units(resource, wanted), units(resource, whole));
  }

  /** What is missing besides that which others have; null when there is enough. */
  @Nullable String shortage(String resource, BigDecimal wanted) {
    BigDecimal taken =
        others.stream()
            .map(other -> PodDemand.requested(other, resource))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal whole = Qos.amount(allocatable, resource);
    return wanted.add(taken).compareTo(whole) <= 0
        ? null
        : "Node didn't have enough resource: %s, requested: %s, used: %s, capacity: %s"
            .formatted(
                resource, units(resource, wanted), units(resource, taken), units(resource, whole));
  }

  /** Thousandths of cores, or bytes. */
  private static long units(String resource, BigDecimal amount) {
    return (resource.equals(CPU) ? amount.movePointRight(3) : amount)
        .setScale(0, RoundingMode.CEILING)
        .longValue();
  }
}
