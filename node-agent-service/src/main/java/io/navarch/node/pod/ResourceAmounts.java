package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a container that may be resized: cpu in cores, memory in bytes, zero where
 * nothing is said.
 */
public record ResourceAmounts(
    BigDecimal cpuRequest, BigDecimal cpuLimit, BigDecimal memoryRequest, BigDecimal memoryLimit) {
  public ResourceAmounts {
    cpuRequest = cpuRequest.stripTrailingZeros();
    cpuLimit = cpuLimit.stripTrailingZeros();
    memoryRequest = memoryRequest.stripTrailingZeros();
    memoryLimit = memoryLimit.stripTrailingZeros();
  }

  static ResourceAmounts of(Container c) {
    ResourceRequirements r = PodDemand.resources(c);
    return new ResourceAmounts(
        Qos.amount(r.getRequests(), NodeRoom.CPU),
        Qos.amount(r.getLimits(), NodeRoom.CPU),
        Qos.amount(r.getRequests(), NodeRoom.MEMORY),
        Qos.amount(r.getLimits(), NodeRoom.MEMORY));
  }

  /** The amounts as {@link #text()} wrote them; null when the text is something else. */
  static @Nullable ResourceAmounts parse(@Nullable String text) {
    List<String> parts = text == null ? List.of() : List.of(text.split(",", -1));
    if (parts.size() != 4) {
      return null;
    }
    try {
      return new ResourceAmounts(
          new BigDecimal(parts.get(0)),
          new BigDecimal(parts.get(1)),
          new BigDecimal(parts.get(2)),
          new BigDecimal(parts.get(3)));
    } catch (NumberFormatException notOurs) {
      return null;
    }
  }

  /** For instance {@code 0.1,0.2,1048576,0}. */
  String text() {
    return Stream.of(cpuRequest, cpuLimit, memoryRequest, memoryLimit)
        .map(BigDecimal::toPlainString)
        .collect(Collectors.joining(","));
  }

  boolean sameCpu(ResourceAmounts other) {
    return cpuRequest.equals(other.cpuRequest) && cpuLimit.equals(other.cpuLimit);
  }

  boolean sameMemory(ResourceAmounts other) {
    return memoryRequest.equals(other.memoryRequest) && memoryLimit.equals(other.memoryLimit);
  }

  /** A container's resources with these amounts; what cannot be resized stays. */
  ResourceRequirements in(@Nullable ResourceRequirements wanted) {
    ResourceRequirements result = new ResourceRequirements();
    result.setClaims(wanted == null ? List.of() : wanted.getClaims());
    result.setRequests(
        with(wanted == null ? null : wanted.getRequests(), cpuRequest, memoryRequest));
    result.setLimits(with(wanted == null ? null : wanted.getLimits(), cpuLimit, memoryLimit));
    return result;
  }

  private static Map<String, Quantity> with(
      @Nullable Map<String, Quantity> wanted, BigDecimal cpu, BigDecimal memory) {
    Map<String, Quantity> result = new HashMap<>(wanted == null ? Map.of() : wanted);
    put(result, NodeRoom.CPU, cpu);
    put(result, NodeRoom.MEMORY, memory);
    return result;
  }

  private static void put(Map<String, Quantity> resources, String name, BigDecimal amount) {
    if (amount.signum() == 0) {
      resources.remove(name);
    } else if (amount.stripTrailingZeros().scale() <= 0) {
      resources.put(name, new Quantity(amount.toPlainString()));
    } else {
      resources.put(name, new Quantity(amount.movePointRight(3).toPlainString(), "m"));
    }
  }
}
