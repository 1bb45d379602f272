package io.navarch.gateway.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The APIServices of what the gateway serves itself. */
class LocalApiServicesTest {
  private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices/";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void whatIsDeletedIsMadeAnewAndItsGroupServedAllTheTime() {
    Object before = gateway.get(SERVICES + "v1.apps").at("metadata", "uid");
    assertThat(before).isNotNull();
    assertThat(gateway.delete(SERVICES + "v1.apps").status()).isEqualTo(200);
    assertThat(gateway.get("/apis/apps/v1/deployments").status()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              Object now = gateway.get(SERVICES + "v1.apps").at("metadata", "uid");
              return now != null && !Objects.equals(now, before);
            });
  }

  /** What lists the services of others needs none itself. */
  @Test
  void theRegistrationHasNoServiceOfItsOwn() {
    assertThat(gateway.get(SERVICES + "v1.apiregistration.k8s.io").status()).isEqualTo(404);
    assertThat(gateway.delete(SERVICES + "v1.apiregistration.k8s.io").status()).isEqualTo(404);
    assertThat(gateway.get("/apis/apiregistration.k8s.io/v1").status()).isEqualTo(200);
  }

  /** Who follows a resource and writes what it found would otherwise write for ever. */
  @Test
  void aChangeThatChangesNothingIsNotWritten() {
    ObjectWriter writer = gateway.context().getBean(ObjectWriter.class);
    ResourceDefinition services =
        BuiltinResources.instance()
            .byPlural("apiregistration.k8s.io", "v1", "apiservices")
            .orElseThrow();
    gateway.create(
        SERVICES,
        """
        {'metadata':{'name':'v1.gone.example.com'},
         'spec':{'group':'gone.example.com','version':'v1','groupPriorityMinimum':100,
          'versionPriority':10,'service':{'name':'none','namespace':'default'}}}""");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> gateway.get(SERVICES + "v1.gone.example.com").at("status", "conditions") != null);
    ApiObject before = writer.updateStatus(services, "", "v1.gone.example.com", tree -> tree);
    ApiObject after = writer.updateStatus(services, "", "v1.gone.example.com", tree -> tree);
    assertThat(after.resourceVersion()).isEqualTo(before.resourceVersion());
  }

  /** Who asks as soon as the port is open finds them all, and those that were there before. */
  @Test
  void theyAreThereBeforeThePortOpensAndOutliveAStop(@TempDir Path folder) {
    String service = SERVICES + "v1.lasting.example.com";
    Object uid;
    try (GatewayFixture first = GatewayFixture.start(folder, Map.of())) {
      assertThat(first.get("/readyz/autoregister-completion").status()).isEqualTo(200);
      assertThat(first.get(SERVICES + "v1.apps").status()).isEqualTo(200);
      define(first, "lasting", "Lasting");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> first.get(service).at("metadata", "uid") != null);
      uid = first.get(service).at("metadata", "uid");
    }
    try (GatewayFixture second = GatewayFixture.start(folder, Map.of())) {
      assertThat(second.get(service).at("metadata", "uid")).isEqualTo(uid);
    }
  }

  /**
   * As upstream's registration keeps what it manages always, and not what it makes at its start.
   */
  @Test
  void priorityOfADefinitionsGroupIsKept() {
    define(gateway, "kept", "Kept");
    String service = SERVICES + "v1.kept.example.com";
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> Objects.equals(gateway.get(service).at("spec", "groupPriorityMinimum"), 1000L));
    assertThat(
            gateway
                .patch(service, "merge-patch+json", "{\"spec\":{\"groupPriorityMinimum\":1}}")
                .status())
        .isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> Objects.equals(gateway.get(service).at("spec", "groupPriorityMinimum"), 1000L));
  }

  /** Defines one kind, in a group of its own. */
  private static void define(GatewayFixture gateway, String singular, String kind) {
    gateway.create(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        """
        {'metadata':{'name':'%1$ss.%1$s.example.com'},
         'spec':{'group':'%1$s.example.com','scope':'Cluster',
          'names':{'plural':'%1$ss','kind':'%2$s'},
          'versions':[{'name':'v1','served':true,'storage':true,
           'schema':{'openAPIV3Schema':{'type':'object'}}}]}}"""
            .formatted(singular, kind));
  }
}
