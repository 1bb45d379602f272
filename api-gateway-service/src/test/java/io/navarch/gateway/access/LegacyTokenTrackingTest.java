package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.registry.Registry;
import io.navarch.gateway.registry.RegistryAccess;
import io.navarch.model.resource.ResourceCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ConfigMap that says since when the use of tokens in Secrets is noted. */
class LegacyTokenTrackingTest {
  private static final String MAP =
      "/api/v1/namespaces/kube-system/configmaps/kube-apiserver-legacy-service-account-token-tracking";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Object since() {
    return gateway.get(MAP).at("data", "since");
  }

  private static void delete() {
    gateway.delete(MAP);
    assertThat(gateway.get(MAP).status()).isEqualTo(404);
  }

  @Test
  void whoSpoilsItStartsTheCountAnew() {
    assertThat(since()).asString().matches("\\d{4}-\\d\\d-\\d\\d");
    gateway.patch(MAP, "merge-patch+json", "{\"data\":{\"since\":\"2020-13-01\"}}");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(since())
                    .asString()
                    .isNotEqualTo("2020-13-01")
                    .matches("\\d{4}-\\d\\d-\\d\\d"));
  }

  @Test
  void itIsMadeOnceInHalfAnHour() {
    RegistryAccess access = gateway.context().getBean(Registry.class).access();
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T10:00:00Z"));
    try (LegacyTokenTracking tracking =
        new LegacyTokenTracking(
            gateway.context().getBean(ResourceCatalog.class),
            gateway.context().getBean(ResourceCaches.class),
            access,
            access,
            now::get)) {
      delete();
      tracking.ensure();
      assertThat(since()).isEqualTo("2026-05-01");
      delete();
      now.set(Instant.parse("2026-05-01T10:29:59Z"));
      tracking.ensure();
      assertThat(gateway.get(MAP).status()).isEqualTo(404);
      now.set(Instant.parse("2026-05-02T10:30:00Z"));
      tracking.ensure();
      assertThat(since()).isEqualTo("2026-05-02");
    }
  }
}
