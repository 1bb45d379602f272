package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod needs at its peak: the sum over containers that run together, or more while an init
 * container runs.
 */
public final class PodDemand {
  private PodDemand() {}

  /** What the pod asks for; where a container only has a limit it asks for that. */
  public static BigDecimal requested(Pod pod, String resource) {
    return peak(pod, r -> request(r, resource));
  }

  /** The sum of limits, which says something only when all containers have one. */
  public static BigDecimal limit(Pod pod, String resource) {
    return peak(pod, r -> Qos.amount(r.getLimits(), resource));
  }

  public static boolean allLimited(Pod pod, String resource) {
    return Stream.concat(
            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
        .allMatch(c -> Qos.amount(resources(c).getLimits(), resource).signum() > 0);
  }

  private static BigDecimal peak(Pod pod, Function<ResourceRequirements, BigDecimal> amount) {
    BigDecimal lasting = BigDecimal.ZERO;
    BigDecimal peak = BigDecimal.ZERO;
    for (Container c : pod.getSpec().getInitContainers()) {
      BigDecimal own = amount.apply(resources(c));
      if (PodActionPlanner.sidecar(c)) {
        lasting = lasting.add(own);
        peak = peak.max(lasting);
      } else {
        peak = peak.max(lasting.add(own));
      }
    }
    for (Container c : pod.getSpec().getContainers()) {
      lasting = lasting.add(amount.apply(resources(c)));
    }
    return peak.max(lasting);
  }

  /** What a container asks for; where it only has a limit, that. */
  static BigDecimal request(ResourceRequirements r, String name) {
    Map<String, Quantity> requests = r.getRequests();
    return requests != null && requests.containsKey(name)
        ? Qos.amount(requests, name)
        : Qos.amount(r.getLimits(), name);
  }

  /** Of a container; empty where it says nothing. */
  static ResourceRequirements resources(Container c) {
    @Nullable ResourceRequirements own = c.getResources();
    return own == null ? new ResourceRequirements() : own;
  }
}
