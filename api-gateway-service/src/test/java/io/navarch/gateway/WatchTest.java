package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Watches as clients see them. */
class WatchTest {
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static WatchedEvents watch(String path) throws Exception {
    return new WatchedEvents(gateway, path, "application/json");
  }

  /**
   * More than connections and flushes buffer, so that nothing may be lost or held back for ever.
   */
  @Test
  void manyWatchesOfOneConnectionGetEverythingWhileOthersWrite() throws Exception {
    String path = maps("crowd");
    int watches = 60;
    int writers = 4;
    int writes = 40;
    List<WatchedEvents> crowd = new java.util.ArrayList<>();
    for (int i = 0; i < watches; i++) {
      crowd.add(watch(path + "?watch=1&labelSelector=in%3Dcrowd"));
    }
    String filling = "x".repeat(2_000);
    List<Thread> threads = new java.util.ArrayList<>();
    for (int w = 0; w < writers; w++) {
      String prefix = "w" + w + "-";
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < writes; i++) {
                      gateway.post(
                          path,
                          "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"in\":\"crowd\"}},\"data\":{\"f\":\"%s\"}}"
                              .formatted(prefix + i, filling));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(crowd).allSatisfy(e -> assertThat(e.seen()).hasSize(writers * writes)));
    for (WatchedEvents events : crowd) {
      events.close();
    }
  }

  private static String maps(String namespace) {
    String path = "/api/v1/namespaces/" + namespace;
    gateway.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
    return path + "/configmaps";
  }

  private static ApiObject make(String maps, String name, String label) {
    return gateway
        .post(
            maps, "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"l\":\"" + label + "\"}}}")
        .body();
  }

  @Test
  void tellsEveryChangeOnceAndInOrder() throws Exception {
    String maps = maps("w1");
    String from = gateway.get(maps).body().at("metadata", "resourceVersion").toString();
    make(maps, "before", "x");
    try (WatchedEvents events = watch(maps + "?watch=true&resourceVersion=" + from)) {
      make(maps, "a", "x");
      gateway.patch(maps + "/a", "merge-patch+json", "{\"data\":{\"k\":\"v\"}}");
      gateway.delete(maps + "/a");
      events.awaitStory("ADDED before", "ADDED a", "MODIFIED a", "DELETED a");
      assertThat(events.seen().getLast().at("object", "data", "k")).isEqualTo("v");
      long modified = Long.parseLong(version(events.seen().get(2)));
      assertThat(Long.parseLong(version(events.seen().getLast()))).isGreaterThan(modified);
    }
  }

  @Test
  void aPodThatGoesAtOnceIsSeenGoing() throws Exception {
    String namespace = maps("w9").replace("/configmaps", "");
    gateway.post(namespace + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    String pods = namespace + "/pods";
    String from = gateway.get(pods).body().at("metadata", "resourceVersion").toString();
    try (WatchedEvents events = watch(pods + "?watch=true&resourceVersion=" + from)) {
      gateway.post(
          pods,
          "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
      assertThat(gateway.delete(pods + "/p").status()).isEqualTo(200);
      events.awaitStory("ADDED p", "MODIFIED p", "DELETED p");
      for (ApiObject event : events.seen().subList(1, 3)) {
        assertThat(event.at("object", "metadata", "deletionTimestamp")).isNotNull();
        assertThat(event.at("object", "metadata", "deletionGracePeriodSeconds")).isEqualTo(0L);
        assertThat(event.at("object", "metadata", "generation")).isEqualTo(2L);
      }
    }
  }

  private static String version(ApiObject event) {
    return String.valueOf(event.at("object", "metadata", "resourceVersion"));
  }

  @Test
  void beginsWithWhatStands() throws Exception {
    String maps = maps("w2");
    make(maps, "one", "x");
    make(maps, "two", "y");
    try (WatchedEvents events = watch(maps + "?watch=true&labelSelector=l%3Dx")) {
      events.awaitStory("ADDED one");
    }
    try (WatchedEvents events =
        watch(
            maps
                + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                + "&allowWatchBookmarks=true")) {
      events.awaitStory("ADDED one", "ADDED two", "BOOKMARK null");
      assertThat(events.seen().getLast().at("object", "metadata", "annotations"))
          .isEqualTo(Map.of("k8s.io/initial-events-end", "true"));
    }
  }

  /** A bookmark is an object of the kind with the members that are always written, in any form. */
  @Test
  void bookmarksAreEmptyObjects() throws Exception {
    String none = "?watch=true&allowWatchBookmarks=true&labelSelector=none%3Dsuch";
    String end =
        "{\"annotations\":{\"k8s.io/initial-events-end\":\"true\"},\"resourceVersion\":\"N\"}";
    assertThat(mark("/api/v1/configmaps" + none, "application/json").get("object"))
        .isEqualTo(
            Json.read("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":" + end + "}"));
    assertThat(mark("/api/v1/pods" + none, "application/json").get("object"))
        .isEqualTo(
            Json.read(
                "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":"
                    + end
                    + ",\"spec\":{\"containers\":null},\"status\":{}}"));
    ApiObject sets = new ApiObject(mark("/apis/apps/v1/replicasets" + none, "application/json"));
    assertThat(sets.at("object", "spec", "replicas")).isEqualTo(0L);
    ApiObject daemons = new ApiObject(mark("/apis/apps/v1/daemonsets" + none, "application/json"));
    assertThat(daemons.at("object", "metadata", "annotations"))
        .isEqualTo(
            Map.of(
                "deprecated.daemonset.template.generation",
                "0",
                "k8s.io/initial-events-end",
                "true"));
    ApiObject table =
        new ApiObject(mark("/api/v1/pods" + none, "application/json;as=Table;v=v1;g=meta.k8s.io"));
    assertThat(table.at("object", "columnDefinitions"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .as("the first event has the columns")
        .hasSize(9);
    assertThat(table.at("object", "rows"))
        .isEqualTo(
            Json.read(
                "[{\"cells\":[\"\",\"0/0\",\"\",\"0\",\"<unknown>\",\"<none>\",\"<none>\",\"<none>\",\"<none>\"],"
                    + "\"object\":{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":"
                    + end
                    + "}}]"));
  }

  /** The only event of a watch of nothing. */
  private static Map<String, Object> mark(String path, String accept) throws Exception {
    try (WatchedEvents events = new WatchedEvents(gateway, path, accept)) {
      await().atMost(Duration.ofSeconds(10)).until(() -> !events.seen().isEmpty());
      String text = Json.writeString(events.seen().getFirst().root());
      return Json.readObject(
          text.replaceAll("\"resourceVersion\":\"\\d+\"", "\"resourceVersion\":\"N\"")
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void objectsComeAndGoWithTheirLabels() throws Exception {
    String maps = maps("w3");
    make(maps, "one", "y");
    String from = gateway.get(maps).body().at("metadata", "resourceVersion").toString();
    try (WatchedEvents events =
        watch(maps + "?watch=true&labelSelector=l%3Dx&resourceVersion=" + from)) {
      relabel(maps, "x");
      relabel(maps, "y");
      relabel(maps, "z");
      events.awaitStory("ADDED one", "DELETED one");
      assertThat(events.seen().getLast().at("object", "metadata", "labels", "l")).isEqualTo("x");
    }
  }

  private static void relabel(String maps, String label) {
    gateway.patch(
        maps + "/one", "merge-patch+json", "{\"metadata\":{\"labels\":{\"l\":\"" + label + "\"}}}");
  }

  @Test
  void endsAtItsTimeoutAndNotBefore() throws Exception {
    String maps = maps("w4");
    long began = System.nanoTime();
    HttpResponse<String> ended =
        gateway
            .client()
            .send(
                gateway.builder(maps + "?watch=true&timeoutSeconds=1").GET().build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(ended.statusCode()).isEqualTo(200);
    assertThat(ended.body()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void refusesVersionsThatAreForgotten() throws Exception {
    try (WatchedEvents events =
        watch("/api/v1/namespaces/default/services?watch=true&resourceVersion=1")) {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                assertThat(events.seen()).isNotEmpty();
                assertThat(events.seen().getFirst().at("type")).isEqualTo("ERROR");
                assertThat(events.seen().getFirst().at("object", "code")).isEqualTo(410L);
                assertThat(events.seen().getFirst().at("object", "reason")).isEqualTo("Expired");
              });
    }
  }

  @Test
  void speaksWebSocket() throws Exception {
    String maps = maps("w5");
    List<String> messages = new CopyOnWriteArrayList<>();
    WebSocket socket =
        gateway
            .client()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(
                    gateway.server().replace("https", "wss")
                        + maps
                        + "?watch=true&resourceVersion=0"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
                    messages.add(data.toString());
                    ws.request(1);
                    return null;
                  }
                })
            .get();
    make(maps, "one", "x");
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(String.join("", messages)).contains("\"name\":\"one\""));
    socket.abort();
  }
}
