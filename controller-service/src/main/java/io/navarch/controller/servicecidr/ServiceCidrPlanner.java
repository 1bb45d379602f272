package io.navarch.controller.servicecidr;

import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** When a range of cluster IPs may go. Pure. */
final class ServiceCidrPlanner {
  /** How long gateways may not have heard that it is going. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private ServiceCidrPlanner() {}

  /**
   * @param all ranges, the one in question among them
   * @param addresses that services hold
   */
  static ServiceCidrPlan plan(
      ServiceCIDR range, List<ServiceCIDR> all, Collection<String> addresses, Instant now) {
    String deleted = range.getMetadata().getDeletionTimestamp();
    if (deleted == null) {
      return new ServiceCidrPlan.Keep();
    }
    if (!isCovered(range, all) && isNeeded(range, all, addresses)) {
      return new ServiceCidrPlan.Block();
    }
    Duration left = Duration.between(now, Instant.parse(deleted).plus(GRACE));
    return left.isPositive() ? new ServiceCidrPlan.Wait(left) : new ServiceCidrPlan.LetGo();
  }

  /** Whether others contain all that it contains. */
  private static boolean isCovered(ServiceCIDR range, List<ServiceCIDR> all) {
    return blocks(range).stream()
        .allMatch(
            block ->
                others(range, all).stream()
                    .anyMatch(
                        other -> blocks(other).stream().anyMatch(big -> big.contains(block))));
  }

  private static boolean isNeeded(
      ServiceCIDR range, List<ServiceCIDR> all, Collection<String> addresses) {
    return addresses.stream()
        .filter(address -> holds(range, address))
        .anyMatch(address -> others(range, all).stream().noneMatch(o -> holds(o, address)));
  }

  private static boolean holds(ServiceCIDR range, String address) {
    return blocks(range).stream().anyMatch(block -> block.containsAddress(address));
  }

  private static List<ServiceCIDR> others(ServiceCIDR range, List<ServiceCIDR> all) {
    return all.stream()
        .filter(other -> !other.getMetadata().getName().equals(range.getMetadata().getName()))
        .toList();
  }

  private static List<AddressBlock> blocks(ServiceCIDR range) {
    return range.getSpec().getCidrs().stream().map(AddressBlock::parse).toList();
  }
}
