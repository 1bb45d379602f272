package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pod's quality of service class, from the cpu and memory its containers ask for and are limited
 * to.
 */
public enum Qos {
  GUARANTEED("Guaranteed"),
  BURSTABLE("Burstable"),
  BEST_EFFORT("BestEffort");

  private static final List<String> COUNTED = List.of("cpu", "memory");

  private final String apiName;

  Qos(String apiName) {
    this.apiName = apiName;
  }

  public String apiName() {
    return apiName;
  }

  public static Qos of(Pod pod) {
    ResourceRequirements whole = pod.getSpec().getResources();
    if (whole != null && (anyAsked(whole.getRequests()) || anyAsked(whole.getLimits()))) {
      return guaranteed(whole) ? GUARANTEED : BURSTABLE;
    }
    List<ResourceRequirements> all =
        Stream.concat(
                pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
            .map(Container::getResources)
            .map(r -> r == null ? new ResourceRequirements() : r)
            .toList();
    if (all.stream().noneMatch(r -> anyAsked(r.getRequests()) || anyAsked(r.getLimits()))) {
      return BEST_EFFORT;
    }
    return all.stream().allMatch(Qos::guaranteed) ? GUARANTEED : BURSTABLE;
  }

  private static boolean guaranteed(ResourceRequirements r) {
    return COUNTED.stream()
        .allMatch(
            name -> {
              BigDecimal limit = amount(r.getLimits(), name);
              BigDecimal request =
                  r.getRequests() != null && r.getRequests().containsKey(name)
                      ? amount(r.getRequests(), name)
                      : limit;
              return limit.signum() > 0 && limit.compareTo(request) == 0;
            });
  }

  private static boolean anyAsked(@Nullable Map<String, Quantity> resources) {
    return COUNTED.stream().anyMatch(name -> amount(resources, name).signum() > 0);
  }

  /** The amount of a resource in its base unit (cores, bytes), zero when it is not named. */
  public static BigDecimal amount(@Nullable Map<String, Quantity> resources, String name) {
    Quantity q = resources == null ? null : resources.get(name);
    return q == null ? BigDecimal.ZERO : q.getNumericalAmount();
  }
}
