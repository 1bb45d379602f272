package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.model.object.ApiObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A watch of one version of a kind tells in its own form what is written through another. */
class WatchVersionsTest {
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
  private static final String PARTIAL =
      ";as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
  private static final String V1 = "/apis/autoscaling/v1/namespaces/default/%s";
  private static final String V2 = "/apis/autoscaling/v2/namespaces/default/%s";
  private static final String SCALERS = "horizontalpodautoscalers";

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void patch(String path, String patch) {
    GatewayFixture.Answer answer = gateway.patch(path, "merge-patch+json", patch);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  /** Writes an autoscaler through v2 and v1 in turn, so that it comes and goes with its label. */
  private static void life(String name) {
    GatewayFixture.Answer created =
        gateway.post(
            V2.formatted(SCALERS),
            """
            {"metadata":{"name":"%1$s","labels":{"life":"%1$s"}},"spec":{"maxReplicas":5,
             "scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},
             "metrics":[{"type":"Resource","resource":{"name":"cpu",
               "target":{"type":"Utilization","averageUtilization":60}}}]}}"""
                .formatted(name));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    String one = "/" + name;
    patch(V1.formatted(SCALERS) + one, "{\"spec\":{\"targetCPUUtilizationPercentage\":50}}");
    patch(V1.formatted(SCALERS) + one, "{\"metadata\":{\"labels\":{\"life\":\"no\"}}}");
    patch(V2.formatted(SCALERS) + one, "{\"metadata\":{\"labels\":{\"life\":\"" + name + "\"}}}");
    assertThat(gateway.delete(V2.formatted(SCALERS) + one).status()).isEqualTo(200);
  }

  private static String[] lifeOf(String name) {
    return new String[] {
      "ADDED " + name, "MODIFIED " + name, "DELETED " + name, "ADDED " + name, "DELETED " + name
    };
  }

  private static String watch(String collection, String name) {
    return collection.formatted(SCALERS) + "?watch=true&labelSelector=life%3D" + name;
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", WatchedEvents.PROTOBUF})
  void autoscalersInEitherVersion(String accept) throws Exception {
    String name = accept.endsWith("json") ? "text" : "binary";
    try (WatchedEvents first = new WatchedEvents(gateway, watch(V1, name), accept);
        WatchedEvents second = new WatchedEvents(gateway, watch(V2, name), accept)) {
      life(name);
      first.awaitStory(lifeOf(name));
      second.awaitStory(lifeOf(name));
      assertThat(first.seen())
          .allSatisfy(e -> assertThat(e.at("object", "apiVersion")).isEqualTo("autoscaling/v1"));
      assertThat(second.seen())
          .allSatisfy(e -> assertThat(e.at("object", "apiVersion")).isEqualTo("autoscaling/v2"));
      assertThat(first.seen().stream().map(WatchVersionsTest::target))
          .containsExactly(60L, 50L, 50L, 50L, 50L);
      assertThat(second.seen().get(1).at("object", "spec", "metrics").toString())
          .contains("averageUtilization=50");
    }
  }

  private static Object target(ApiObject event) {
    return event.at("object", "spec", "targetCPUUtilizationPercentage");
  }

  @Test
  void rowsInTheOtherVersion() throws Exception {
    try (WatchedEvents rows = new WatchedEvents(gateway, watch(V1, "rows"), TABLE)) {
      life("rows");
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(rows.seen()).hasSize(5));
      assertThat(rows.seen().stream().map(e -> e.at("type")))
          .containsExactly("ADDED", "MODIFIED", "DELETED", "ADDED", "DELETED");
      assertThat(rows.seen())
          .allSatisfy(
              e -> {
                List<?> held = (List<?>) e.at("object", "rows");
                assertThat(held).hasSize(1);
                assertThat(((List<?>) ((Map<?, ?>) held.getFirst()).get("cells")).getFirst())
                    .isEqualTo("rows");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", WatchedEvents.PROTOBUF})
  void metadataInTheOtherVersion(String type) throws Exception {
    String name = type.endsWith("json") ? "mtext" : "mbinary";
    try (WatchedEvents metadata = new WatchedEvents(gateway, watch(V1, name), type + PARTIAL)) {
      life(name);
      metadata.awaitStory(lifeOf(name));
      assertThat(metadata.seen())
          .allSatisfy(
              e -> {
                assertThat(e.at("object", "kind")).isEqualTo("PartialObjectMetadata");
                assertThat(e.at("object", "spec")).isNull();
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", WatchedEvents.PROTOBUF})
  void eventsOfBothGroups(String accept) throws Exception {
    String name = accept.endsWith("json") ? "told" : "said";
    String core = "/api/v1/namespaces/default/events";
    String group = "/apis/events.k8s.io/v1/namespaces/default/events";
    try (WatchedEvents old =
            new WatchedEvents(
                gateway,
                core + "?watch=true&fieldSelector=type%3DNormal,involvedObject.name%3D" + name,
                accept);
        WatchedEvents recent =
            new WatchedEvents(
                gateway,
                group + "?watch=true&fieldSelector=type%3DNormal,regarding.name%3D" + name,
                accept)) {
      GatewayFixture.Answer created =
          gateway.post(
              core,
              """
              {"metadata":{"name":"%1$s"},"reason":"R","type":"Normal","message":"m",
               "involvedObject":{"kind":"Pod","namespace":"default","name":"%1$s"}}"""
                  .formatted(name));
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      patch(core + "/" + name, "{\"message\":\"again\"}");
      patch(core + "/" + name, "{\"type\":\"Warning\"}");
      assertThat(gateway.delete(group + "/" + name).status()).isEqualTo(200);
      for (WatchedEvents each : List.of(old, recent)) {
        each.awaitStory("ADDED " + name, "MODIFIED " + name, "DELETED " + name);
      }
      assertThat(old.seen().get(1).at("object", "message")).isEqualTo("again");
      assertThat(recent.seen().get(1).at("object", "note")).isEqualTo("again");
      assertThat(recent.seen().get(1).at("object", "apiVersion")).isEqualTo("events.k8s.io/v1");
    }
  }

  /** What both select differs, or it would be taken for the definition's, whose schema is not. */
  @Test
  void ownKindsInEitherVersion() throws Exception {
    String version =
        """
        {"name":"%s","served":true,"storage":%s,"schema":{"openAPIV3Schema":{"type":"object",
         "properties":{"spec":{"type":"object","properties":{%s}}}}},
         "selectableFields":[%s{"jsonPath":".spec.shared"}]}""";
    String shared = "\"shared\":{\"type\":\"string\"}";
    String definition =
        """
        {"metadata":{"name":"twins.watch.example.com"},
         "spec":{"group":"watch.example.com","scope":"Namespaced",
          "names":{"plural":"twins","kind":"Twin"},"versions":[%s,%s]}}"""
            .formatted(
                version.formatted(
                    "v1",
                    true,
                    shared + ",\"kept\":{\"type\":\"string\"}",
                    "{\"jsonPath\":\".spec.kept\"},"),
                version.formatted("v2", false, shared, ""));
    assertThat(
            gateway
                .post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
                .status())
        .isEqualTo(201);
    String v1 = "/apis/watch.example.com/v1/namespaces/default/twins";
    String v2 = "/apis/watch.example.com/v2/namespaces/default/twins";
    await().atMost(Duration.ofSeconds(10)).until(() -> gateway.get(v2).status() == 200);
    String selected = "?watch=true&fieldSelector=spec.shared%3Dyes";
    try (WatchedEvents first = new WatchedEvents(gateway, v1 + selected, "application/json");
        WatchedEvents second = new WatchedEvents(gateway, v2 + selected, "application/json");
        WatchedEvents metadata =
            new WatchedEvents(gateway, v2 + selected, WatchedEvents.PROTOBUF + PARTIAL)) {
      gateway.post(
          v1,
          """
          {"apiVersion":"watch.example.com/v1","kind":"Twin","metadata":{"name":"one"},
           "spec":{"shared":"yes","kept":"k"}}""");
      patch(v2 + "/one", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
      patch(v2 + "/one", "{\"spec\":{\"shared\":\"no\"}}");
      patch(v1 + "/one", "{\"spec\":{\"shared\":\"yes\"}}");
      for (WatchedEvents each : List.of(first, second, metadata)) {
        each.awaitStory("ADDED one", "MODIFIED one", "DELETED one", "ADDED one");
      }
      assertThat(first.seen().getFirst().at("object", "spec", "kept")).isEqualTo("k");
      assertThat(second.seen().getFirst().at("object", "spec", "kept")).isNull();
      assertThat(second.seen())
          .allSatisfy(
              e -> assertThat(e.at("object", "apiVersion")).isEqualTo("watch.example.com/v2"));
    }
  }
}
