package io.navarch.gateway.http;

import static io.navarch.gateway.http.RawHttp2.CONTINUATION;
import static io.navarch.gateway.http.RawHttp2.DATA;
import static io.navarch.gateway.http.RawHttp2.END_HEADERS;
import static io.navarch.gateway.http.RawHttp2.END_STREAM;
import static io.navarch.gateway.http.RawHttp2.GOAWAY;
import static io.navarch.gateway.http.RawHttp2.HEADERS;
import static io.navarch.gateway.http.RawHttp2.PING;
import static io.navarch.gateway.http.RawHttp2.PRIORITY;
import static io.navarch.gateway.http.RawHttp2.RST_STREAM;
import static io.navarch.gateway.http.RawHttp2.SETTINGS;
import static io.navarch.gateway.http.RawHttp2.WINDOW_UPDATE;
import static io.navarch.gateway.http.RawHttp2.number;
import static io.navarch.gateway.http.RawHttp2.setting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.http.RawHttp2.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames that keep to no rule, or to the rules but without end: who sends them is cut off. */
class Http2AttackTest {
  private static final int PROTOCOL_ERROR = 1;
  private static final int FLOW_CONTROL_ERROR = 3;
  private static final int FRAME_SIZE_ERROR = 6;
  private static final int REFUSED_STREAM = 7;
  private static final int CANCEL = 8;
  private static final int COMPRESSION_ERROR = 9;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final String INFLIGHT = "apiserver_current_inflight_requests";

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.server.write-timeout", "1s",
                "navarch.gateway.server.max-connection-bodies", "4MB"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** Whatever one connection did, the others are served. */
  @AfterEach
  void othersAreServed() {
    assertThat(gateway.get("/api/v1/namespaces/default").status()).isEqualTo(200);
  }

  private static RawHttp2 stranger() throws IOException {
    return RawHttp2.open(gateway.strangersClient(), gateway.server());
  }

  private static RawHttp2 admin() throws IOException {
    return RawHttp2.open(gateway.client(), gateway.server());
  }

  /** Ended, and if the last word came through before the reset, it was the given one. */
  private static void isCutOff(RawHttp2 client, int code) {
    client.flush();
    client.awaitEnd();
    assertThat(client.received().stream().filter(f -> f.type() == GOAWAY).map(Frame::code))
        .allMatch(c -> c == code);
  }

  /** CVE-2023-44487: asking and taking it back costs the client nothing. */
  @Test
  void rapidResets() throws IOException {
    try (RawHttp2 client = admin()) {
      for (int i = 0; i < 20_000 && !client.isEnded(); i++) {
        client.get(2 * i + 1, "/apis/apps/v1/controllerrevisions");
        client.frame(RST_STREAM, 0, 2 * i + 1, number(CANCEL)).flush();
      }
      isCutOff(client, ENHANCE_YOUR_CALM);
      assertThat(gateway.metric("apiserver_request_total", "resource=\"controllerrevisions\""))
          .as("requests that reached the API")
          .isLessThan(1_000);
    }
  }

  /** CVE-2025-8671: the client makes the server take the streams back. */
  @Test
  void resetsThatTheServerIsMadeToSend() throws IOException {
    try (RawHttp2 client = admin()) {
      for (int i = 0; i < 20_000 && !client.isEnded(); i++) {
        client.get(2 * i + 1, "/apis/apps/v1/statefulsets");
        client.frame(WINDOW_UPDATE, 0, 2 * i + 1, number(0)).flush();
      }
      isCutOff(client, ENHANCE_YOUR_CALM);
      assertThat(gateway.metric("apiserver_request_total", "resource=\"statefulsets\""))
          .isLessThan(1_000);
    }
  }

  @Test
  void continuationsWithoutEnd() throws IOException {
    try (RawHttp2 client = stranger()) {
      client.frame(HEADERS, END_STREAM, 1, client.request("GET", "/livez"));
      for (int i = 0; i < 10_000 && !client.isEnded(); i++) {
        client.frame(CONTINUATION, 0, 1);
      }
      isCutOff(client, ENHANCE_YOUR_CALM);
    }
  }

  /** In frames as large as they may be: what they hold together is counted. */
  @Test
  void continuationsOfMegabytes() throws IOException {
    try (RawHttp2 client = stranger()) {
      client.frame(HEADERS, END_STREAM, 1, client.request("GET", "/livez"));
      for (int i = 0; i < 400 && !client.isEnded(); i++) {
        client.frame(CONTINUATION, 0, 1, client.block(List.of("x" + i, "y".repeat(15_000))));
      }
      client.flush();
      client.awaitEnd();
      assertThat(client.received()).noneMatch(f -> f.status().equals("200"));
    }
  }

  /** The server does not keep answers for who does not take them. */
  @Test
  void pingsAndSettingsWhoseAnswersNobodyReads() throws IOException {
    try (RawHttp2 client = RawHttp2.silent(gateway.strangersClient(), gateway.server())) {
      for (int i = 0; i < 300_000; i++) {
        client.frame(PING, 0, 0, new byte[8]).frame(SETTINGS, 0, 0);
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> client.frame(PING, 0, 0, new byte[8]).flush().isEnded());
    }
  }

  /**
   * Heads of megabytes, each within its limit, count as bodies do until they are no longer needed.
   */
  @Test
  void largeHeadsOnManyStreams() throws IOException {
    try (RawHttp2 client = admin()) {
      for (int stream = 1; stream < 16; stream += 2) {
        client.largeHead("POST", "/api/v1/namespaces", stream, 900_000);
      }
      client.flush();
      assertThat(client.awaitFrame(f -> f.status().equals("429"))).isNotNull();
      for (int stream = 1; stream < 16; stream += 2) {
        client.frame(RST_STREAM, 0, stream, number(CANCEL));
      }
      AtomicInteger next = new AtomicInteger(17);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> aLargeHeadIsTaken(client, next.getAndAdd(2)));
    }
  }

  private static boolean aLargeHeadIsTaken(RawHttp2 client, int stream) {
    client.largeHead("GET", "/livez", stream, 900_000).frame(DATA, END_STREAM, stream).flush();
    Frame answer = client.awaitFrame(f -> f.type() == HEADERS && f.stream() == stream);
    return answer != null && answer.status().equals("200");
  }

  @Test
  void emptyData() throws IOException {
    try (RawHttp2 client = stranger()) {
      client.frame(HEADERS, END_HEADERS, 1, client.request("POST", "/api/v1/namespaces"));
      for (int i = 0; i < 10_000 && !client.isEnded(); i++) {
        client.frame(DATA, 0, 1);
      }
      isCutOff(client, ENHANCE_YOUR_CALM);
    }
  }

  /** One frame, or two, after which there is nothing to be said. */
  private enum Breach {
    WINDOW_OF_THE_CONNECTION_TOO_LARGE(FLOW_CONTROL_ERROR),
    WINDOW_OF_ALL_STREAMS_TOO_LARGE(FLOW_CONTROL_ERROR),
    WINDOW_GROWS_BY_NOTHING(PROTOCOL_ERROR),
    WINDOW_OF_AN_IDLE_STREAM(PROTOCOL_ERROR),
    FRAMES_TOO_LARGE(FRAME_SIZE_ERROR),
    FRAMES_SET_TOO_SMALL(PROTOCOL_ERROR),
    SETTINGS_OF_BROKEN_LENGTH(FRAME_SIZE_ERROR),
    SETTINGS_OF_A_STREAM(PROTOCOL_ERROR),
    PING_OF_BROKEN_LENGTH(FRAME_SIZE_ERROR),
    PING_OF_A_STREAM(PROTOCOL_ERROR),
    DATA_OF_NO_STREAM(PROTOCOL_ERROR),
    HEADERS_OF_NO_STREAM(PROTOCOL_ERROR),
    HEADERS_OF_THE_SERVERS_STREAM(PROTOCOL_ERROR),
    RESET_OF_AN_IDLE_STREAM(PROTOCOL_ERROR),
    CONTINUATION_OF_NOTHING(PROTOCOL_ERROR),
    FRAME_BETWEEN_HEADERS(PROTOCOL_ERROR),
    PUSH_PROMISE(PROTOCOL_ERROR),
    PADDING_LONGER_THAN_ITS_FRAME(PROTOCOL_ERROR),
    HEADERS_THAT_ARE_NOT_COMPRESSED(COMPRESSION_ERROR);

    private final int code;

    Breach(int code) {
      this.code = code;
    }

    void commit(RawHttp2 c) {
      int most = Integer.MAX_VALUE;
      switch (this) {
        case WINDOW_OF_THE_CONNECTION_TOO_LARGE -> c.frame(WINDOW_UPDATE, 0, 0, number(most));
        case WINDOW_OF_ALL_STREAMS_TOO_LARGE -> c.frame(SETTINGS, 0, 0, setting(4, -1));
        case WINDOW_GROWS_BY_NOTHING -> c.frame(WINDOW_UPDATE, 0, 0, number(0));
        case WINDOW_OF_AN_IDLE_STREAM -> c.frame(WINDOW_UPDATE, 0, 1, number(1));
        case FRAMES_TOO_LARGE -> c.frame(DATA, 0, 1, new byte[20_000]);
        case FRAMES_SET_TOO_SMALL -> c.frame(SETTINGS, 0, 0, setting(5, 1));
        case SETTINGS_OF_BROKEN_LENGTH -> c.frame(SETTINGS, 0, 0, new byte[5]);
        case SETTINGS_OF_A_STREAM -> c.frame(SETTINGS, 0, 1, setting(3, 1));
        case PING_OF_BROKEN_LENGTH -> c.frame(PING, 0, 0, new byte[7]);
        case PING_OF_A_STREAM -> c.frame(PING, 0, 1, new byte[8]);
        case DATA_OF_NO_STREAM -> c.frame(DATA, 0, 0, new byte[1]);
        case HEADERS_OF_NO_STREAM -> c.get(0, "/livez");
        case HEADERS_OF_THE_SERVERS_STREAM -> c.get(2, "/livez");
        case RESET_OF_AN_IDLE_STREAM -> c.frame(RST_STREAM, 0, 1, number(CANCEL));
        case CONTINUATION_OF_NOTHING -> c.frame(CONTINUATION, END_HEADERS, 1);
        case FRAME_BETWEEN_HEADERS ->
            c.frame(HEADERS, END_STREAM, 1, c.request("GET", "/livez"))
                .frame(PING, 0, 0, new byte[8]);
        case PUSH_PROMISE -> c.frame(5, END_HEADERS, 1, number(2));
        case PADDING_LONGER_THAN_ITS_FRAME ->
            c.frame(HEADERS, END_HEADERS | END_STREAM | 8, 1, (byte) 200, (byte) 0x82);
        case HEADERS_THAT_ARE_NOT_COMPRESSED ->
            c.frame(HEADERS, END_HEADERS | END_STREAM, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatNoRuleAllows(Breach breach) throws IOException {
    try (RawHttp2 client = stranger()) {
      breach.commit(client);
      isCutOff(client, breach.code);
    }
  }

  /** A request that is wrong takes its stream with it and leaves the connection as it is. */
  private enum Request {
    NO_METHOD(":scheme", "https", ":authority", "a", ":path", "/livez"),
    NO_PATH(":method", "GET", ":scheme", "https", ":authority", "a"),
    NO_SCHEME(":method", "GET", ":authority", "a", ":path", "/livez"),
    EMPTY_PATH(":method", "GET", ":scheme", "https", ":authority", "a", ":path", ""),
    TWO_PATHS(
        ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/livez", ":path", "/"),
    TWO_METHODS(
        ":method", "GET", ":method", "POST", ":scheme", "https", ":authority", "a", ":path", "/"),
    A_STATUS(
        ":method",
        "GET",
        ":scheme",
        "https",
        ":authority",
        "a",
        ":path",
        "/livez",
        ":status",
        "200"),
    AN_UNKNOWN_PSEUDO_HEADER(
        ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/livez", ":odd", "x"),
    UPPER_CASE(
        ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/livez", "Upper", "x"),
    A_CONNECTION_HEADER(
        ":method",
        "GET",
        ":scheme",
        "https",
        ":authority",
        "a",
        ":path",
        "/livez",
        "connection",
        "close"),
    A_TRANSFER_ENCODING(
        ":method",
        "GET",
        ":scheme",
        "https",
        ":authority",
        "a",
        ":path",
        "/livez",
        "transfer-encoding",
        "chunked"),
    LINES_IN_A_VALUE(
        ":method",
        "GET",
        ":scheme",
        "https",
        ":authority",
        "a",
        ":path",
        "/livez",
        "x",
        "y\r\nz: 1"),
    A_NAME_WITH_SPACES(
        ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/livez", "x y", "z"),
    A_PATH_WITH_LINES(
        ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/livez\r\nx: y"),
    A_PATH_AFTER_OTHERS(
        ":method", "GET", ":scheme", "https", ":authority", "a", "accept", "x", ":path", "/livez"),
    ANOTHER_SCHEME(":method", "GET", ":scheme", "ftp", ":authority", "a", ":path", "/livez"),
    A_WHOLE_URL(
        ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "https://a/livez"),
    A_PATH_WITHOUT_A_ROOT(
        ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "livez"),
    AN_ENCODING_OF_TRAILERS(
        ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/livez", "te", "gzip");

    private final List<String> pairs;

    Request(String... pairs) {
      this.pairs = List.of(pairs);
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestsThatAreNone(Request request) throws IOException {
    try (RawHttp2 client = stranger()) {
      client.frame(HEADERS, END_HEADERS | END_STREAM, 1, client.block(request.pairs)).flush();
      Frame answer =
          client.awaitFrame(
              f -> f.type() == HEADERS || f.type() == RST_STREAM || f.type() == GOAWAY);
      assertThat(Objects.requireNonNull(answer).type()).as("%s", answer).isEqualTo(RST_STREAM);
      assertThat(answer.code()).isEqualTo(PROTOCOL_ERROR);
      client.get(3, "/livez").flush();
      assertThat(Objects.requireNonNull(client.awaitFrame(f -> f.stream() == 3)).status())
          .isEqualTo("200");
    }
  }

  /** Streams are opened in order and once. */
  @Test
  void streamsThatAreOverOrWerePassedBy() throws IOException {
    try (RawHttp2 client = stranger()) {
      client.get(5, "/livez").flush();
      client.awaitFrame(f -> f.type() == DATA && (f.flags() & END_STREAM) != 0);
      client.get(5, "/livez").get(3, "/livez").flush();
      client.awaitFrame(f -> f.type() == GOAWAY || f.type() == RST_STREAM && f.stream() == 3);
      assertThat(client.received()).filteredOn(f -> f.type() == HEADERS).hasSize(1);
    }
  }

  /** A body that is not as long as it says. */
  @Test
  void bodiesThatAreNotAsLongAsTheySay() throws IOException {
    try (RawHttp2 client = admin()) {
      client.frame(
          HEADERS,
          END_HEADERS,
          1,
          client.block(
              List.of(
                  ":method",
                  "POST",
                  ":scheme",
                  "https",
                  ":authority",
                  "a",
                  ":path",
                  "/api/v1/namespaces",
                  "content-type",
                  "application/json",
                  "content-length",
                  "5")));
      byte[] body = "{\"metadata\":{\"name\":\"longer-than-it-says\"}}".getBytes();
      client.frame(DATA, END_STREAM, 1, body).flush();
      client.awaitFrame(f -> f.type() == HEADERS || f.type() == RST_STREAM || f.type() == GOAWAY);
      assertThat(gateway.get("/api/v1/namespaces/longer-than-it-says").status()).isEqualTo(404);
    }
  }

  @Test
  void moreStreamsThanThereMayBe() throws IOException {
    try (RawHttp2 client = admin()) {
      for (int i = 0; i < 2_100; i++) {
        client.frame(HEADERS, END_HEADERS, 2 * i + 1, client.request("POST", "/api/v1/namespaces"));
      }
      client.flush();
      Frame refused = client.awaitFrame(f -> f.type() == RST_STREAM);
      assertThat(refused).isNotNull();
      assertThat(refused.code()).isEqualTo(REFUSED_STREAM);
    }
  }

  /** A name and value of 4 KB, sent once and then meant 2,000 times by a byte each. */
  @Test
  void headersThatGrowWhenTheyAreUnpacked() throws IOException {
    try (RawHttp2 client = stranger()) {
      List<String> pairs = new ArrayList<>();
      pairs.addAll(List.of(":method", "GET", ":scheme", "https", ":authority", "a"));
      pairs.addAll(List.of(":path", "/livez"));
      for (int i = 0; i < 2_000; i++) {
        pairs.addAll(List.of("bomb", "x".repeat(3_900)));
      }
      byte[] block = client.block(pairs);
      assertThat(block.length).isLessThan(16_000);
      client.frame(HEADERS, END_HEADERS | END_STREAM, 1, block).flush();
      Frame answer =
          client.awaitFrame(
              f -> f.type() == HEADERS || f.type() == RST_STREAM || f.type() == GOAWAY);
      if (answer != null && answer.type() == HEADERS) {
        assertThat(answer.status()).isEqualTo("431");
      }
    }
  }

  /** A table for headers that is larger than the server allows. */
  @Test
  void tablesLargerThanAllowed() throws IOException {
    try (RawHttp2 client = stranger()) {
      client.frame(
          HEADERS, END_HEADERS | END_STREAM, 1, (byte) 0x3f, (byte) 0xe1, (byte) 0xff, (byte) 0x7f);
      isCutOff(client, COMPRESSION_ERROR);
    }
  }

  /** Each asks for megabytes and lets nothing through. */
  @Test
  void windowsThatStayShut() throws IOException {
    String maps = "/api/v1/namespaces/default/configmaps";
    for (int i = 0; i < 3; i++) {
      String map =
          "{\"metadata\":{\"name\":\"shut-%d\"},\"data\":{\"a\":\"%s\"}}"
              .formatted(i, "x".repeat(900_000));
      assertThat(gateway.post(maps, map).status()).isEqualTo(201);
    }
    try (RawHttp2 client = admin()) {
      client.frame(SETTINGS, 0, 0, setting(4, 0));
      for (int i = 0; i < 100; i++) {
        client.get(2 * i + 1, maps);
      }
      client.flush();
      client.awaitFrame(f -> f.type() == RST_STREAM || f.type() == GOAWAY);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> gateway.metric(INFLIGHT, "request_kind=\"readOnly\"") <= 1);
      assertThat(client.received()).noneMatch(f -> f.type() == DATA && f.payload().length > 0);
    }
  }

  /** Priorities of streams that are never opened leave nothing behind. */
  @Test
  void prioritiesOfStreamsThatAreNotThere() throws IOException {
    try (RawHttp2 client = stranger()) {
      for (int i = 0; i < 100_000 && !client.isEnded(); i++) {
        byte[] priority = {0, 0, 0, 0, 15};
        client.frame(PRIORITY, 0, 2 * i + 3, priority);
      }
      byte[] self = {0, 0, 0, 3, 15};
      client.frame(PRIORITY, 0, 3, self);
      client.get(300_001, "/livez").flush();
      Frame answer =
          client.awaitFrame(
              f -> f.type() == HEADERS || f.type() == RST_STREAM || f.type() == GOAWAY);
      assertThat(Objects.requireNonNull(answer).type()).isIn(HEADERS, RST_STREAM, GOAWAY);
    }
  }
}
