package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many watches of one connection whose client reads nothing. */
class SlowWatchesTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String WATCH = "resource=\"configmaps\"";
  private static final int WATCHES = 20;
  private static final int BIG = 200_000;
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.server.max-connection-waiting", "2MB",
                "navarch.gateway.server.max-waiting", "8MB"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static double watching() {
    return gateway.metric("apiserver_longrunning_requests", WATCH, "verb=\"WATCH\"");
  }

  private static List<InputStream> watches(int count, String query) throws Exception {
    List<InputStream> streams = new ArrayList<>();
    var client = gateway.clientOf("kubernetes-admin", "system:masters");
    for (int i = 0; i < count; i++) {
      streams.add(
          client
              .send(
                  gateway.builder(MAPS + query).GET().build(),
                  HttpResponse.BodyHandlers.ofInputStream())
              .body());
    }
    return streams;
  }

  private static void close(List<InputStream> streams) throws IOException {
    for (InputStream stream : streams) {
      stream.close();
    }
  }

  private static void write(int events) {
    for (int i = 0; i < events; i++) {
      var answer =
          gateway.put(
              MAPS + "/big",
              "{\"metadata\":{\"name\":\"big\"},\"data\":{\"x\":\"" + "y".repeat(BIG + i) + "\"}}");
      assertThat(answer.status()).as(answer.text()).isIn(200, 201);
    }
  }

  @Test
  void whatWaitsForAConnectionIsBounded() throws Exception {
    gateway.post(MAPS, "{\"metadata\":{\"name\":\"big\"}}");
    List<InputStream> slow =
        watches(WATCHES, "?watch=1&resourceVersion=0&allowWatchBookmarks=false");
    await().atMost(Duration.ofSeconds(10)).until(() -> watching() == WATCHES);
    List<InputStream> quick = watches(1, "?watch=1&fieldSelector=metadata.name%3Dsmall");
    write(40);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(watching())
                    .as("those that waited for more than the connection may keep have ended")
                    .isLessThan(WATCHES));
    gateway.post(MAPS, "{\"metadata\":{\"name\":\"small\"}}");
    assertThat(
            new String(quick.getFirst().readNBytes(200), java.nio.charset.StandardCharsets.UTF_8))
        .as("another connection's watch does not feel it")
        .contains("ADDED", "small");
    close(slow);
    close(quick);
    await().atMost(Duration.ofSeconds(10)).until(() -> watching() == 0);

    List<InputStream> again = watches(1, "?watch=1");
    write(3);
    assertThat(again.getFirst().readNBytes(3 * BIG)).as("the room was given back").hasSize(3 * BIG);
    close(again);
  }

  @Test
  void whatStandsIsSentAsFastAsItIsTaken() throws Exception {
    for (int i = 0; i < 30; i++) {
      var answer =
          gateway.post(
              MAPS,
              "{\"metadata\":{\"name\":\"s"
                  + i
                  + "\",\"labels\":{\"a\":\"stands\"}},\"data\":{\"x\":\""
                  + "z".repeat(BIG)
                  + "\"}}");
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }
    List<InputStream> one = watches(1, "?watch=1&labelSelector=a%3Dstands");
    assertThat(one.getFirst().readNBytes(30 * BIG))
        .as("more than may wait, since it does not wait here")
        .hasSize(30 * BIG);
    close(one);
  }
}
