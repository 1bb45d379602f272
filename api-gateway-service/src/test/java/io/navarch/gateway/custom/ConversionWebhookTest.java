package io.navarch.gateway.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.gateway.WatchedEvents;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Versions that a webhook converts: hostPort in v1, host and port in v2. */
class ConversionWebhookTest {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private static final AtomicInteger CALLS = new AtomicInteger();
  private static GatewayFixture gateway;
  private static TlsServer webhook;

  @BeforeAll
  static void start() throws Exception {
    gateway = GatewayFixture.start();
    webhook = new TlsServer(gateway, "hook.default.svc", ConversionWebhookTest::convert);
    webhook.standBehind(gateway, "hook");
  }

  @AfterAll
  static void stop() {
    webhook.close();
    gateway.close();
  }

  @SuppressWarnings("unchecked")
  private static Object convert(TlsServer.Asked asked) {
    CALLS.incrementAndGet();
    Map<String, Object> request = ApiObject.mapAt(Json.readObject(asked.body()), "request");
    String wanted = ApiObject.string(request, "desiredAPIVersion");
    List<Object> converted = new ArrayList<>();
    for (Object each : ApiObject.listAt(request, "objects")) {
      ApiObject object = new ApiObject((Map<String, Object>) each);
      Map<String, Object> spec = ApiObject.child(object.root(), "spec");
      if (wanted.endsWith("/v2")) {
        String[] parts = ApiObject.string(spec, "hostPort").split(":");
        spec.remove("hostPort");
        spec.put("host", parts[0]);
        spec.put("port", parts[1]);
      } else {
        spec.put("hostPort", spec.remove("host") + ":" + spec.remove("port"));
      }
      object.root().put("apiVersion", wanted);
      converted.add(object.root());
    }
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("uid", request.get("uid"));
    response.put("result", Map.of("status", "Success"));
    response.put("convertedObjects", converted);
    return Map.of(
        "apiVersion", "apiextensions.k8s.io/v1", "kind", "ConversionReview", "response", response);
  }

  private static String definition(String plural, String kind, String clientConfig) {
    String schema =
        """
        "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object",
          "properties":%s}}}}
        """;
    return """
    {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
     "metadata":{"name":"%1$s.conv.example.com"},
     "spec":{"group":"conv.example.com","scope":"Namespaced",
      "names":{"plural":"%1$s","kind":"%2$s"},
      "conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],
        "clientConfig":%3$s}},
      "versions":[
       {"name":"v1","served":true,"storage":true,%4$s},
       {"name":"v2","served":true,"storage":false,%5$s}]}}
    """
        .formatted(
            plural,
            kind,
            clientConfig,
            schema.formatted("{\"hostPort\":{\"type\":\"string\"}}"),
            schema.formatted("{\"host\":{\"type\":\"string\"},\"port\":{\"type\":\"string\"}}"));
  }

  private static void establish(String name) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                gateway
                    .get(DEFINITIONS + "/" + name)
                    .text()
                    .contains("the initial names have been accepted"));
  }

  @Test
  void convertsThroughAService() throws Exception {
    Answer made =
        gateway.post(
            DEFINITIONS,
            definition(
                "pairs",
                "Pair",
                """
                {"service":{"namespace":"default","name":"hook","path":"/convert"},
                 "caBundle":"%s"}
                """
                    .formatted(webhook.caBundle())));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    establish("pairs.conv.example.com");
    String v1 = "/apis/conv.example.com/v1/namespaces/default/pairs";
    String v2 = "/apis/conv.example.com/v2/namespaces/default/pairs";
    try (WatchedEvents first =
            new WatchedEvents(
                gateway, v1 + "?watch=true&labelSelector=%21hidden", "application/json");
        WatchedEvents second =
            new WatchedEvents(
                gateway, v2 + "?watch=true&labelSelector=%21hidden", "application/json")) {
      Answer created =
          gateway.post(
              v2,
              """
              {"apiVersion":"conv.example.com/v2","kind":"Pair","metadata":{"name":"a"},
               "spec":{"host":"h","port":"1"}}
              """);
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      assertThat(created.at("spec", "host")).isEqualTo("h");
      assertThat(gateway.get(v1 + "/a").at("spec", "hostPort")).isEqualTo("h:1");
      String labels = "{\"metadata\":{\"labels\":{\"hidden\":%s}}}";
      gateway.patch(v1 + "/a", "merge-patch+json", "{\"spec\":{\"hostPort\":\"h:0\"}}");
      gateway.patch(v2 + "/a", "merge-patch+json", labels.formatted("\"yes\""));
      gateway.patch(v2 + "/a", "merge-patch+json", labels.formatted("null"));
      gateway.patch(v2 + "/a", "merge-patch+json", "{\"spec\":{\"port\":\"1\"}}");
      for (WatchedEvents each : List.of(first, second)) {
        each.awaitStory("ADDED a", "MODIFIED a", "DELETED a", "ADDED a", "MODIFIED a");
      }
      assertThat(second.seen().stream().map(e -> e.at("object", "spec", "port")))
          .containsExactly("1", "0", "0", "0", "1");
      assertThat(first.seen().stream().map(e -> e.at("object", "spec", "hostPort")))
          .containsExactly("h:1", "h:0", "h:0", "h:0", "h:1");
    }
    int before = CALLS.get();
    assertThat(gateway.get(v2).text()).contains("\"port\":\"1\"");
    assertThat(gateway.get(v2 + "/a").at("spec", "port")).isEqualTo("1");
    assertThat(CALLS.get()).isEqualTo(before);
    Answer patched = gateway.patch(v2 + "/a", "merge-patch+json", "{\"spec\":{\"port\":\"2\"}}");
    assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    assertThat(patched.at("spec", "port")).isEqualTo("2");
    assertThat(gateway.get(v1 + "/a").at("spec", "hostPort")).isEqualTo("h:2");
  }

  @Test
  void saysWhyItFails() {
    gateway.post(
        DEFINITIONS,
        definition(
            "lones", "Lone", "{\"service\":{\"namespace\":\"default\",\"name\":\"nowhere\"}}"));
    establish("lones.conv.example.com");
    Answer refused =
        gateway.post(
            "/apis/conv.example.com/v2/namespaces/default/lones",
            """
            {"apiVersion":"conv.example.com/v2","kind":"Lone","metadata":{"name":"a"}}
            """);
    assertThat(refused.status()).isBetween(500, 503);
    assertThat(refused.text()).contains("Status");
  }
}
