package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The life of an object through the whole gateway. */
class CrudTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String map(String name, String data) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"data\":"
        + data
        + "}";
  }

  @Test
  void createsReadsChangesAndDeletes() {
    Answer created = gateway.post(MAPS, map("one", "{\"a\":\"1\"}"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.body().uid()).hasSize(36);
    assertThat(created.at("metadata", "creationTimestamp")).asString().endsWith("Z");
    assertThat(created.body().resourceVersion()).isNotEmpty();

    Answer read = gateway.get(MAPS + "/one");
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.text()).isEqualTo(created.text());

    Answer updated = gateway.put(MAPS + "/one", map("one", "{\"a\":\"2\"}"));
    assertThat(updated.status()).as(updated.text()).isEqualTo(200);
    assertThat(updated.at("data", "a")).isEqualTo("2");
    assertThat(updated.body().uid()).isEqualTo(created.body().uid());

    Answer patched =
        gateway.patch(MAPS + "/one", "merge-patch+json", "{\"data\":{\"b\":\"3\",\"a\":null}}");
    assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    assertThat(patched.at("data")).isEqualTo(java.util.Map.of("b", "3"));

    Answer gone = gateway.delete(MAPS + "/one");
    assertThat(gone.status()).isEqualTo(200);
    assertThat(gone.at("status")).isEqualTo("Success");
    assertThat(gone.at("details", "kind")).isEqualTo("configmaps");
    assertThat(gateway.get(MAPS + "/one").status()).isEqualTo(404);
  }

  @Test
  void anUpdateThatChangesNothingKeepsTheVersion() {
    Answer created = gateway.post(MAPS, map("same", "{\"a\":\"1\"}"));
    Answer again = gateway.put(MAPS + "/same", map("same", "{\"a\":\"1\"}"));
    assertThat(again.body().resourceVersion()).isEqualTo(created.body().resourceVersion());
  }

  @Test
  void refusesStaleVersions() {
    Answer created = gateway.post(MAPS, map("stale", "{\"a\":\"1\"}"));
    gateway.put(MAPS + "/stale", map("stale", "{\"a\":\"2\"}"));
    String old = created.text().replace("\"a\":\"1\"", "\"a\":\"3\"");
    Answer lost = gateway.put(MAPS + "/stale", old);
    assertThat(lost.status()).isEqualTo(409);
    assertThat(lost.at("message"))
        .isEqualTo(
            "Operation cannot be fulfilled on configmaps \"stale\": the object has been modified;"
                + " please apply your changes to the latest version and try again");
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(gateway.post(MAPS, map("Bad_Name", "{}")).at("message"))
        .asString()
        .startsWith(
            "ConfigMap \"Bad_Name\" is invalid: metadata.name: Invalid value: \"Bad_Name\":");
    assertThat(gateway.post(MAPS, "{\"kind\":").status()).isEqualTo(400);
    assertThat(gateway.post(MAPS, map("x", "[]")).status()).isEqualTo(400);
    Answer strict =
        gateway.post(
            MAPS + "?fieldValidation=Strict", "{\"metadata\":{\"name\":\"strict\"},\"dta\":{}}");
    assertThat(strict.status()).isEqualTo(400);
    assertThat(strict.at("message")).asString().contains("unknown field \"dta\"");
    assertThat(gateway.get("/api/v1/nothings").status()).isEqualTo(404);
    assertThat(gateway.get(MAPS + "?labelSelector=a%20b").status()).isEqualTo(400);
    assertThat(gateway.get(MAPS + "?resourceVersion=x").status()).isEqualTo(400);
    assertThat(gateway.post(MAPS, map("big", "{\"a\":\"" + "x".repeat(3 << 20) + "\"}")).status())
        .isEqualTo(413);
    assertThat(gateway.get(MAPS + "/strict").status()).isEqualTo(404);
  }

  @Test
  void generatesNames() {
    Answer created = gateway.post(MAPS, "{\"metadata\":{\"generateName\":\"gen-\"}}");
    assertThat(created.body().name()).matches("gen-[bcdfghjklmnpqrstvwxz2456789]{5}");
  }

  @Test
  @SuppressWarnings("unchecked")
  void listsInPages() {
    for (int i = 0; i < 7; i++) {
      gateway.post(
          "/api/v1/namespaces/kube-public/configmaps",
          "{\"metadata\":{\"name\":\"page-" + i + "\",\"labels\":{\"n\":\"" + i % 2 + "\"}}}");
    }
    String path = "/api/v1/namespaces/kube-public/configmaps?limit=3";
    Answer first = gateway.get(path);
    assertThat((List<Object>) first.at("items")).hasSize(3);
    assertThat(first.at("metadata", "remainingItemCount")).isEqualTo(4L);
    gateway.delete("/api/v1/namespaces/kube-public/configmaps/page-5");
    Answer second = gateway.get(path + "&continue=" + first.at("metadata", "continue"));
    assertThat((List<Object>) second.at("items")).hasSize(3);
    Answer third = gateway.get(path + "&continue=" + second.at("metadata", "continue"));
    assertThat((List<Object>) third.at("items")).as("a snapshot").hasSize(1);
    assertThat(third.at("metadata", "continue")).isNull();
    Answer odd = gateway.get("/api/v1/namespaces/kube-public/configmaps?labelSelector=n%3D1");
    assertThat((List<Object>) odd.at("items")).hasSize(2);
  }

  @Test
  void dryRunStoresNothing() {
    assertThat(gateway.post(MAPS + "?dryRun=All", map("dry", "{}")).status()).isEqualTo(201);
    assertThat(gateway.get(MAPS + "/dry").status()).isEqualTo(404);
  }

  @Test
  void finalizersHoldDeletedObjects() {
    gateway.post(MAPS, "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"example.com/hold\"]}}");
    Answer marked = gateway.delete(MAPS + "/held");
    assertThat(marked.at("metadata", "deletionTimestamp")).isNotNull();
    assertThat(gateway.get(MAPS + "/held").status()).isEqualTo(200);
    Answer released =
        gateway.patch(MAPS + "/held", "merge-patch+json", "{\"metadata\":{\"finalizers\":null}}");
    assertThat(released.status()).as(released.text()).isEqualTo(200);
    assertThat(gateway.get(MAPS + "/held").status()).isEqualTo(404);
  }

  @Test
  void theClusterHasItsFirstObjects() {
    assertThat(gateway.get("/api/v1/namespaces/kube-system").status()).isEqualTo(200);
    assertThat(
            gateway.get("/api/v1/namespaces/default/services/kubernetes").at("spec", "clusterIP"))
        .isEqualTo("10.96.0.1");
    assertThat(gateway.get("/readyz").text()).isEqualTo("ok");
    assertThat(gateway.get("/version").at("gitVersion")).isEqualTo("v1.36.0");
    assertThat(gateway.get("/metrics").text()).contains("apiserver_request_total");
  }
}
