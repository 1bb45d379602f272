package io.navarch.gateway.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.FlakyStore;
import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.object.ApiObject;
import io.navarch.store.embedded.EmbeddedOptions;
import io.navarch.store.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways over a store that now and then does not say whether a write took effect. */
class AllocationFaultsTest {
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String ADDRESSES = "/apis/networking.k8s.io/v1/ipaddresses";
  private static final long SEED = Long.getLong("navarch.seed", 20_261_122L);

  /** So few that each address and port is asked for several times. */
  private static final int POOL = 60;

  @TempDir private static Path folder;
  private static FlakyStore store;
  private static GatewayFixture one;
  private static GatewayFixture two;

  @BeforeAll
  static void start() {
    store =
        new FlakyStore(
            EmbeddedStore.open(
                EmbeddedOptions.in(folder.resolve("store")).withSync(false),
                InstantSource.system()),
            SEED);
    one = GatewayFixture.start(folder, store, java.util.Map.of());
    two = GatewayFixture.beside(one);
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
  }

  @Test
  void noAddressAndNoPortIsGivenTwice() throws Exception {
    store.fail(0.2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int writer = i;
        GatewayFixture gateway = i % 2 == 0 ? one : two;
        running.add(threads.submit(() -> create(gateway, writer, new Random(SEED + writer))));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      store.fail(0);
    }
    Set<String> addresses = new HashSet<>();
    Set<Integer> ports = new TreeSet<>();
    for (Object item : (List<?>) one.get(SERVICES).body().root().get("items")) {
      ApiObject service = new ApiObject(ServiceHoldings.tree(item));
      for (String address : ServiceHoldings.addresses(ServiceHoldings.spec(service))) {
        assertThat(addresses.add(address)).as("%s of %s", address, service.name()).isTrue();
        assertThat(AddressParent.of(one.get(ADDRESSES + "/" + address).body()).is(service))
            .as("%s is of %s", address, service.name())
            .isTrue();
      }
      for (int port : ServiceHoldings.ports(ServiceHoldings.spec(service))) {
        assertThat(ports.add(port)).as("%s of %s", port, service.name()).isTrue();
      }
    }
    assertThat(addresses).hasSizeGreaterThan(1);
    assertThat(one.context().getBean(PortAllocator.class).taken()).containsAll(ports);
  }

  private static void create(GatewayFixture gateway, int writer, Random random) {
    for (int i = 0; i < 30; i++) {
      Answer answer =
          gateway.post(
              SERVICES,
              """
              {"metadata":{"name":"s%d-%d"},"spec":{"clusterIP":"10.96.0.%d","type":"NodePort",
               "ports":[{"port":80,"nodePort":%d}]}}
              """
                  .formatted(writer, i, 10 + random.nextInt(POOL), 30_000 + random.nextInt(POOL)));
      assertThat(answer.status()).isIn(201, 422, 503);
    }
  }

  @Test
  void anAddressThatSomebodyDeletesComesBackToItsService() {
    String address =
        (String)
            one.post(
                    SERVICES,
                    "{\"metadata\":{\"name\":\"bereft\"},\"spec\":{\"ports\":[{\"port\":80}]}}")
                .at("spec", "clusterIP");
    assertThat(one.delete(ADDRESSES + "/" + address).status()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(two.get(ADDRESSES + "/" + address).at("spec", "parentRef", "name"))
                  .isEqualTo("bereft");
              assertThat(two.get("/api/v1/namespaces/default/events").text())
                  .contains(
                      "\"ClusterIPNotAllocated\"",
                      "Cluster IP [IPv4]: " + address + " is not allocated; repairing");
            });
  }
}
