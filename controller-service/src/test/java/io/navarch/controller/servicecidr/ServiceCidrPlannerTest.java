package io.navarch.controller.servicecidr;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceCidrPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static ServiceCIDR range(String name, String cidr, Instant deleted) {
    return new ServiceCIDRBuilder()
        .withNewMetadata()
        .withName(name)
        .withDeletionTimestamp(deleted == null ? null : deleted.toString())
        .endMetadata()
        .withNewSpec()
        .withCidrs(cidr)
        .endSpec()
        .build();
  }

  private static ServiceCidrPlan plan(ServiceCIDR range, ServiceCIDR other, String... addresses) {
    return ServiceCidrPlanner.plan(range, List.of(range, other), List.of(addresses), NOW);
  }

  @Test
  void aRangeStaysUntilNoAddressNeedsIt() {
    ServiceCIDR other = range("other", "10.1.0.0/24", null);
    Instant longAgo = NOW.minusSeconds(60);
    assertThat(plan(range("r", "10.2.0.0/24", null), other)).isEqualTo(new ServiceCidrPlan.Keep());
    assertThat(plan(range("r", "10.2.0.0/24", longAgo), other, "10.2.0.7"))
        .isEqualTo(new ServiceCidrPlan.Block());
    assertThat(plan(range("r", "10.2.0.0/24", longAgo), other, "10.1.0.7"))
        .isEqualTo(new ServiceCidrPlan.LetGo());
    assertThat(plan(range("r", "10.2.0.0/24", NOW), other))
        .isEqualTo(new ServiceCidrPlan.Wait(Duration.ofSeconds(10)));
  }

  @Test
  void anotherRangeMayTakeItsAddressesOver() {
    Instant longAgo = NOW.minusSeconds(60);
    ServiceCIDR whole = range("whole", "10.0.0.0/8", null);
    assertThat(plan(range("r", "10.2.0.0/24", longAgo), whole, "10.2.0.7"))
        .isEqualTo(new ServiceCidrPlan.LetGo());
    assertThat(plan(range("r", "fd00::/112", longAgo), whole, "fd00::7"))
        .isEqualTo(new ServiceCidrPlan.Block());
  }
}
