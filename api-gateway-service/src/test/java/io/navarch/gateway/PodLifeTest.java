package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture.Answer;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is special about pods: binding, graceful deletion, eviction. */
class PodLifeTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    // Pods use the namespace's account, which a controller makes in a whole cluster.
    gateway.post(
        "/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void make(String name) {
    Answer made =
        gateway.post(
            PODS,
            "{\"metadata\":{\"name\":\""
                + name
                + "\",\"labels\":{\"app\":\""
                + name
                + "\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
  }

  private static Answer bind(String pod, String node) {
    return gateway.post(
        PODS + "/" + pod + "/binding",
        "{\"metadata\":{\"name\":\""
            + pod
            + "\"},\"target\":{\"kind\":\"Node\",\"name\":\""
            + node
            + "\"}}");
  }

  @Test
  void bindsOnce() {
    make("bound");
    Answer bound = bind("bound", "n1");
    assertThat(bound.status()).as(bound.text()).isEqualTo(201);
    assertThat(gateway.get(PODS + "/bound").at("spec", "nodeName")).isEqualTo("n1");
    Answer again = bind("bound", "n2");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.at("message"))
        .asString()
        .endsWith("pod bound is already assigned to node \"n1\"");
    assertThat(gateway.get(PODS + "?fieldSelector=spec.nodeName%3Dn1").text())
        .contains("\"bound\"");
    assertThat(gateway.get(PODS + "?fieldSelector=spec.nodeName%3Dn2").text())
        .doesNotContain("\"bound\"");
  }

  @Test
  void aBindingMeansOnePodInOneVersion() {
    make("meant");
    String target = "\"target\":{\"kind\":\"Node\",\"name\":\"n1\"}}";
    Answer other =
        gateway.post(
            PODS + "/meant/binding", "{\"metadata\":{\"name\":\"meant\",\"uid\":\"x\"}," + target);
    assertThat(other.at("message"))
        .asString()
        .startsWith(
            "Operation cannot be fulfilled on pods \"meant\": StorageError: invalid object, Code: 4,"
                + " Key: /registry/pods/default/meant, ResourceVersion: 0, AdditionalErrorMsg:"
                + " Precondition failed: UID in precondition: x, UID in object meta: ");
    Answer older =
        gateway.post(
            PODS + "/meant/binding",
            "{\"metadata\":{\"name\":\"meant\",\"resourceVersion\":\"1\"}," + target);
    assertThat(older.status()).as(older.text()).isEqualTo(409);
    assertThat(older.at("message"))
        .asString()
        .contains("Precondition failed: ResourceVersion in precondition: 1, ResourceVersion in");
    assertThat(bind("meant", "n1").status()).isEqualTo(201);
    assertThat(gateway.get(PODS + "/meant").text())
        .contains("\"type\":\"PodScheduled\",\"status\":\"True\",\"lastProbeTime\":null,");
  }

  @Test
  void whatIsWrittenThroughASubresourceOfPodsIsOwned() {
    make("resized");
    Answer resized =
        gateway.patch(
            PODS + "/resized/resize?fieldManager=sizer",
            "strategic-merge-patch+json",
            "{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"other\"}]}}");
    assertThat(resized.status()).as(resized.text()).isEqualTo(200);
    assertThat(resized.text())
        .contains(
            "{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"c\\\"}\":{\"f:image\":{}}}}}");
  }

  @Test
  void oldEvictionsAreReadAndWarnedOf() {
    make("old");
    Answer evicted =
        gateway.post(
            PODS + "/old/eviction?dryRun=All",
            "{\"apiVersion\":\"policy/v1beta1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"old\"},"
                + "\"foo\":1}");
    assertThat(evicted.status()).as(evicted.text()).isEqualTo(201);
    assertThat(evicted.raw().headers().allValues("Warning"))
        .containsExactly("299 - \"unknown field \\\"foo\\\"\"");
  }

  @Test
  void boundPodsAreDeletedGracefully() {
    make("graceful");
    bind("graceful", "n1");
    Answer marked = gateway.delete(PODS + "/graceful");
    assertThat(marked.at("metadata", "deletionGracePeriodSeconds")).isEqualTo(30L);
    assertThat(gateway.get(PODS + "/graceful").status()).isEqualTo(200);
    Answer gone = gateway.delete(PODS + "/graceful", "{\"gracePeriodSeconds\":0}");
    assertThat(gone.status()).as(gone.text()).isEqualTo(200);
    assertThat(gateway.get(PODS + "/graceful").status()).isEqualTo(404);
  }

  @Test
  void budgetsRefuseEvictions() {
    make("guarded");
    bind("guarded", "n1");
    gateway.patch(
        PODS + "/guarded/status",
        "merge-patch+json",
        "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
    Answer budget =
        gateway.post(
            "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"minAvailable\":1,"
                + "\"selector\":{\"matchLabels\":{\"app\":\"guarded\"}}}}");
    assertThat(budget.status()).as(budget.text()).isEqualTo(201);
    gateway.patch(
        "/apis/policy/v1/namespaces/default/poddisruptionbudgets/b/status",
        "merge-patch+json",
        "{\"status\":{\"observedGeneration\":1,\"disruptionsAllowed\":0,\"currentHealthy\":1,"
            + "\"desiredHealthy\":1,\"expectedPods\":1}}");
    String eviction = "{\"metadata\":{\"name\":\"guarded\"}}";
    Answer refused = gateway.post(PODS + "/guarded/eviction", eviction);
    assertThat(refused.status()).as(refused.text()).isEqualTo(429);
    assertThat(refused.text()).contains("needs 1 healthy pods and has 1 currently");
    gateway.patch(
        "/apis/policy/v1/namespaces/default/poddisruptionbudgets/b/status",
        "merge-patch+json",
        "{\"status\":{\"disruptionsAllowed\":1}}");
    Answer evicted = gateway.post(PODS + "/guarded/eviction", eviction);
    assertThat(evicted.status()).as(evicted.text()).isEqualTo(201);
    Answer going = gateway.get(PODS + "/guarded");
    assertThat(going.at("metadata", "deletionTimestamp")).isNotNull();
    assertThat(going.text())
        .contains("\"type\":\"DisruptionTarget\"")
        .contains("\"reason\":\"EvictionByEvictionAPI\"");
  }

  @Test
  void aProxyWithoutAPathIsAFolder() {
    make("any");
    Answer hasAddress =
        gateway.patch(
            PODS + "/any/status", "merge-patch+json", "{\"status\":{\"podIP\":\"10.99.0.7\"}}");
    assertThat(hasAddress.status()).as(hasAddress.text()).isEqualTo(200);
    for (String method : List.of("GET", "HEAD")) {
      Answer moved =
          gateway.send(
              gateway
                  .builder(PODS + "/any/proxy?a=b")
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .build());
      assertThat(moved.status()).as(method).isEqualTo(301);
    }
  }

  @Test
  void strangersAreRefused() {
    Answer refused =
        GatewayFixture.send(gateway.clientOf("joe"), gateway.builder(PODS).GET().build());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("message"))
        .isEqualTo(
            "pods is forbidden: User \"joe\" cannot list resource \"pods\" in API group \"\" in"
                + " the namespace \"default\"");
  }
}
