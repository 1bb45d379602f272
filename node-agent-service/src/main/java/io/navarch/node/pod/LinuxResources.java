package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.navarch.node.cri.v1.LinuxContainerResources;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** Kubernetes' amounts of cpu and memory in the kernel's units. */
public final class LinuxResources {
  public static final long PERIOD_MICROS = 100_000;
  private static final long FEWEST_SHARES = 2;
  private static final long MOST_SHARES = 262_144;
  private static final long SMALLEST_QUOTA_MICROS = 1_000;

  private LinuxResources() {}

  static LinuxContainerResources of(Pod pod, Container c, Map<String, Quantity> capacity) {
    ResourceRequirements r = PodDemand.resources(c);
    BigDecimal cpuLimit = Qos.amount(r.getLimits(), "cpu");
    var resources =
        LinuxContainerResources.newBuilder()
            .setCpuShares(shares(PodDemand.request(r, "cpu")))
            .setOomScoreAdj(oomScore(pod, c, capacity))
            .setMemoryLimitInBytes(bytes(Qos.amount(r.getLimits(), "memory")));
    if (cpuLimit.signum() > 0) {
      resources.setCpuPeriod(PERIOD_MICROS).setCpuQuota(quota(cpuLimit));
    }
    return resources.build();
  }

  /** cpu.shares for a number of cores. */
  public static long shares(BigDecimal cores) {
    long shares = milli(cores) * 1024 / 1000;
    return Math.clamp(shares, FEWEST_SHARES, MOST_SHARES);
  }

  /** CFS quota in microseconds of each period. */
  public static long quota(BigDecimal cores) {
    return Math.max(SMALLEST_QUOTA_MICROS, milli(cores) * PERIOD_MICROS / 1000);
  }

  public static long bytes(BigDecimal amount) {
    return amount.setScale(0, RoundingMode.CEILING).longValueExact();
  }

  private static long milli(BigDecimal cores) {
    return cores.movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact();
  }

  /** How readily the kernel kills the container when memory runs out; more is sooner. */
  static int oomScore(Pod pod, Container c, Map<String, Quantity> capacity) {
    if ("system-node-critical".equals(pod.getSpec().getPriorityClassName())) {
      return -997;
    }
    return switch (Qos.of(pod)) {
      case GUARANTEED -> -997;
      case BEST_EFFORT -> 1000;
      case BURSTABLE -> {
        BigDecimal request = Qos.amount(PodDemand.resources(c).getRequests(), "memory");
        BigDecimal total = Qos.amount(capacity, "memory");
        long share =
            total.signum() == 0
                ? 0
                : request
                    .multiply(BigDecimal.valueOf(1000))
                    .divide(total, 0, RoundingMode.DOWN)
                    .longValue();
        yield (int) Math.clamp(1000 - share, 3L, 999L);
      }
    };
  }
}
