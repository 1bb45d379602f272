package io.navarch.controller.resourcequota;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuotaPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static ApiObject quota(String status) {
    return ApiObject.read(
        ("{'metadata':{'name':'q','namespace':'n','resourceVersion':'7'},'spec':{'hard':{'pods':'3'}},'status':{"
                + status
                + "}}")
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8));
  }

  private static final ApiObject ENFORCED = quota("'hard':{'pods':'3'},'used':{'pods':'2'}");

  @Test
  void aNewQuotaIsCountedAtOnce() {
    assertThat(QuotaPlanner.plan(quota(""), null, NOW)).isInstanceOf(QuotaPlan.Count.class);
  }

  @Test
  void anEnforcedQuotaIsCountedWhenItHasRested() {
    assertThat(QuotaPlanner.plan(ENFORCED, null, NOW)).isInstanceOf(QuotaPlan.Wait.class);
    assertThat(QuotaPlanner.plan(ENFORCED, new QuotaPlanner.Sighting("7", NOW), NOW))
        .isInstanceOf(QuotaPlan.Wait.class);
    Instant before = NOW.minus(QuotaPlanner.REST);
    assertThat(QuotaPlanner.plan(ENFORCED, new QuotaPlanner.Sighting("6", before), NOW))
        .isInstanceOf(QuotaPlan.Wait.class);
    assertThat(QuotaPlanner.plan(ENFORCED, new QuotaPlanner.Sighting("7", before), NOW))
        .isInstanceOf(QuotaPlan.Count.class);
  }

  @Test
  void whatIsCountedIsWritten() {
    assertThat(QuotaPlanner.afterCount(ENFORCED, Map.of("pods", Quantity.of(2))))
        .isInstanceOf(QuotaPlan.Settled.class);
    assertThat(QuotaPlanner.afterCount(ENFORCED, Map.of("pods", Quantity.of(1))))
        .isEqualTo(
            new QuotaPlan.Write(Map.of("hard", Map.of("pods", "3"), "used", Map.of("pods", "1"))));
    assertThat(
            QuotaPlanner.afterCount(
                quota("'hard':{'pods':'1'},'used':{'pods':'2','secrets':'1'}"), Map.of()))
        .isEqualTo(
            new QuotaPlan.Write(Map.of("hard", Map.of("pods", "3"), "used", Map.of("pods", "2"))));
  }
}
