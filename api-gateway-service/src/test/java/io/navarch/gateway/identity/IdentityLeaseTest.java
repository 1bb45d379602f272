package io.navarch.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.registry.Registry;
import io.navarch.gateway.registry.RegistryAccess;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Leases of API servers; names and fields are those that a kube-apiserver 1.36.2 wrote. */
class IdentityLeaseTest {
  private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
  private static final ServerIdentity OTHER = new ServerIdentity("vm", "192.0.2.7:6443");
  private static final String OTHERS_NAME = "apiserver-wlv32tlttr4jl3gtroqexyxapa";

  private static final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-01T10:00:00.123456Z"));
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static IdentityLease other(String id) {
    RegistryAccess access = gateway.context().getBean(Registry.class).access();
    return new IdentityLease(
        gateway
            .context()
            .getBean(ResourceCatalog.class)
            .byPlural("coordination.k8s.io", "v1", "leases")
            .orElseThrow(),
        access,
        access,
        OTHER,
        id,
        now::get);
  }

  private static void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  private static ApiObject otherLease() {
    GatewayFixture.Answer answer = gateway.get(LEASES + "/" + OTHERS_NAME);
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void aServerIsNamedByItsHost() {
    assertThat(OTHER.name()).isEqualTo(OTHERS_NAME);
  }

  @Test
  void eachServerHasOneAndSaysThatItRuns() {
    String own = ServerIdentity.ofThisMachine("127.0.0.1", 1).name();
    IdentityLease other = other("first");
    other.start();
    try {
      List<?> leases =
          (List<?>)
              gateway
                  .get(LEASES + "?labelSelector=apiserver.kubernetes.io/identity%3Dkube-apiserver")
                  .at("items");
      assertThat(leases.toString()).contains(own);
      ApiObject lease = otherLease();
      assertThat(lease.labels())
          .containsEntry("apiserver.kubernetes.io/identity", "kube-apiserver")
          .containsEntry("kubernetes.io/hostname", "vm");
      assertThat(lease.annotations())
          .containsEntry("kubernetes.io/peer-advertise-address", "192.0.2.7:6443");
      assertThat(lease.at("spec", "holderIdentity")).isEqualTo(OTHERS_NAME + "_first");
      assertThat(lease.at("spec", "leaseDurationSeconds")).isEqualTo(3600L);
      assertThat(lease.at("spec", "renewTime")).isEqualTo("2026-05-01T10:00:00.123456Z");
      assertThat(lease.at("metadata", "managedFields").toString()).contains("kube-apiserver");

      pass(Duration.ofSeconds(10));
      other.reconcile(IdentityLease.OWN);
      ApiObject renewed = otherLease();
      assertThat(renewed.uid()).isEqualTo(lease.uid());
      assertThat(renewed.at("spec", "renewTime")).isEqualTo("2026-05-01T10:00:10.123456Z");
      pass(Duration.ofSeconds(-10));
    } finally {
      other.stop();
    }
    assertThat(gateway.get(LEASES + "/" + OTHERS_NAME).status()).isEqualTo(404);
  }

  @Test
  void whatAnEarlierRunOnTheMachineLeftIsReplaced() {
    String lease =
        """
        {"metadata":{"name":"%s","labels":{"apiserver.kubernetes.io/identity":"kube-apiserver"}},
         "spec":{"holderIdentity":"dead","leaseDurationSeconds":3600,"renewTime":"%s"}}
        """
            .formatted(OTHERS_NAME, "2026-05-01T09:59:50.000000Z");
    gateway.create(LEASES, lease);
    IdentityLease other = other("second");
    other.start();
    try {
      assertThat(otherLease().at("spec", "holderIdentity")).isEqualTo(OTHERS_NAME + "_second");
    } finally {
      other.stop();
    }
  }

  @Test
  void whoHasBeenGoneForAnHourIsForgotten() {
    expiring("gone", "2026-05-01T08:59:59.000000Z", "kube-apiserver");
    expiring("slow", "2026-05-01T09:00:02.000000Z", "kube-apiserver");
    expiring("foreign", "2026-05-01T08:00:00.000000Z", "aggregated");
    gateway.create(
        LEASES,
        """
        {"metadata":{"name":"timeless","labels":{"apiserver.kubernetes.io/identity":"kube-apiserver"}},
         "spec":{"holderIdentity":"timeless"}}
        """);
    IdentityLease other = other("third");
    other.start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                other.reconcile(IdentityLease.EXPIRED);
                assertThat(gateway.get(LEASES + "/gone").status()).isEqualTo(404);
                assertThat(gateway.get(LEASES + "/timeless").status()).isEqualTo(404);
              });
      assertThat(gateway.get(LEASES + "/slow").status()).isEqualTo(200);
      assertThat(gateway.get(LEASES + "/foreign").status()).isEqualTo(200);
      assertThat(otherLease().name()).isEqualTo(OTHERS_NAME);
    } finally {
      other.stop();
    }
  }

  private static void expiring(String name, String renewed, String component) {
    gateway.create(
        LEASES,
        """
        {"metadata":{"name":"%s","labels":{"apiserver.kubernetes.io/identity":"%s"}},
         "spec":{"holderIdentity":"x","leaseDurationSeconds":3600,"renewTime":"%s"}}
        """
            .formatted(name, component, renewed));
  }
}
