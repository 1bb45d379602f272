package io.navarch.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers, slow clients and rubbish can do to the API port: nothing. */
class HardeningTest {
  private static final int MOST_CONNECTIONS = 60;
  private static final String INFLIGHT = "apiserver_current_inflight_requests";
  private static final String EXECUTING = "apiserver_flowcontrol_current_executing_requests";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatewayFixture.start(
            Map.of(
                // long enough for whole requests on a busy machine
                "navarch.gateway.server.header-timeout", "3s",
                "navarch.gateway.server.body-timeout", "5s",
                "navarch.gateway.server.write-timeout", "1s",
                "navarch.gateway.server.max-connection-bodies", "4MB",
                "navarch.gateway.server.max-connections", MOST_CONNECTIONS));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static SSLSocket socket() throws IOException {
    return socket(gateway.strangersClient());
  }

  private static SSLSocket socket(HttpClient client) throws IOException {
    URI server = URI.create(gateway.server());
    SSLSocket socket =
        (SSLSocket)
            client.sslContext().getSocketFactory().createSocket(server.getHost(), server.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Everything until the server closes the connection. */
  private static String rest(SSLSocket socket) throws IOException {
    try (InputStream in = socket.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SSLException e) {
      return "";
    }
  }

  private static void send(SSLSocket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  @Test
  void speaksOnlySoundTls() throws IOException {
    try (SSLSocket weak = socket()) {
      weak.setEnabledProtocols(new String[] {"TLSv1.2"});
      weak.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"});
      assertThatThrownBy(weak::startHandshake).isInstanceOf(IOException.class);
    }
    try (SSLSocket sound = socket()) {
      sound.setEnabledProtocols(new String[] {"TLSv1.2"});
      sound.startHandshake();
      assertThat(sound.getSession().getCipherSuite()).contains("ECDHE", "GCM");
    }
    try (SSLSocket newest = socket()) {
      newest.startHandshake();
      assertThat(newest.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void closesOnClientsThatNeverFinishTheirHeaders() throws IOException {
    try (SSLSocket slow = socket()) {
      send(slow, "GET /livez HTTP/1.1\r\nHost: a\r\n");
      assertThat(rest(slow)).doesNotContain(" 200 ");
    }
  }

  @Test
  void closesOnClientsThatNeverFinishTheirBody() throws IOException {
    try (SSLSocket slow = socket()) {
      send(
          slow,
          "POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
              + "Content-Length: 100\r\n\r\n{");
      assertThat(rest(slow)).doesNotContain(" 500 ", " 201 ");
    }
  }

  /** Asks for much and reads nothing: the answer is given up, and the others are served. */
  @Test
  void closesOnClientsThatNeverReadTheirAnswers() throws IOException {
    String maps = "/api/v1/namespaces/default/configmaps";
    for (int i = 0; i < 24; i++) {
      String map =
          "{\"metadata\":{\"name\":\"large-%d\"},\"data\":{\"a\":\"%s\"}}"
              .formatted(i, "x".repeat(900_000));
      assertThat(gateway.post(maps, map).status()).isEqualTo(201);
    }
    try (SSLSocket slow = socket(gateway.client())) {
      send(slow, "GET " + maps + " HTTP/1.1\r\nHost: a\r\n\r\n");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> gateway.metric(INFLIGHT, "request_kind=\"readOnly\"") > 0);
      assertThat(gateway.get(maps + "/large-1").status()).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> gateway.metric(EXECUTING, "priority_level=\"exempt\"") <= 1);
      int read = 0;
      try (InputStream in = slow.getInputStream()) {
        byte[] part = new byte[65_536];
        for (int n = in.read(part); n >= 0; n = in.read(part)) {
          read += n;
        }
      } catch (IOException reset) {
        assertThat(reset).isNotInstanceOf(java.net.SocketTimeoutException.class);
      }
      assertThat(read).as("the whole answer never came").isLessThan(24 * 900_000);
    }
    for (int i = 0; i < 24; i++) {
      gateway.delete(maps + "/large-" + i);
    }
  }

  /** One connection may not fill the memory with bodies that never end. */
  @Test
  void takesNoMoreOfBodiesThanItShould() throws Exception {
    String body = "x".repeat(2_500_000);
    HttpClient stranger = gateway.strangersClient();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      HttpRequest request =
          gateway
              .builder("/api/v1/namespaces")
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      answers.add(stranger.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      try {
        assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isIn(403, 429);
      } catch (ExecutionException reset) {
        assertThat(reset).hasRootCauseInstanceOf(IOException.class);
      }
    }
    assertThat(
            gateway
                .post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"after-bodies\"}}")
                .status())
        .isEqualTo(201);
  }

  @Test
  void bodiesAreCountedWhileTheyLieInMemory() {
    ByteBudget budget = new ByteBudget(10, 6);
    ByteBudget.Share one = budget.share();
    ByteBudget.Share other = budget.share();
    assertThat(one.take(6)).isTrue();
    assertThat(one.take(1)).as("more than one may have").isFalse();
    assertThat(other.take(5)).as("more than all may have").isFalse();
    assertThat(other.take(4)).isTrue();
    one.give(6);
    assertThat(other.take(2)).isTrue();
    assertThat(other.take(1)).isFalse();
    assertThat(one.take(4)).isTrue();
  }

  @Test
  void takesNoMoreConnectionsThanItShould() throws IOException {
    List<SSLSocket> sockets = new ArrayList<>();
    try {
      int refused = 0;
      for (int i = 0; i < MOST_CONNECTIONS + 20; i++) {
        SSLSocket socket = socket();
        sockets.add(socket);
        try {
          send(socket, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
          if (socket.getInputStream().read() < 0) {
            refused++;
          }
        } catch (IOException e) {
          refused++;
        }
      }
      assertThat(refused).isGreaterThanOrEqualTo(20);
    } finally {
      for (SSLSocket socket : sockets) {
        socket.close();
      }
    }
    assertThat(gateway.get("/livez").status()).isEqualTo(200);
  }

  @Test
  void bodiesAndHeadersHaveTheirLimits() {
    Answer large =
        gateway.post(
            "/api/v1/namespaces/default/configmaps",
            "{\"metadata\":{\"name\":\"a\"},\"data\":{\"a\":\"" + "x".repeat(4 << 20) + "\"}}");
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.at("reason")).isEqualTo("RequestEntityTooLarge");
    HttpRequest header = gateway.builder("/version").header("X-Long", "x".repeat(2 << 20)).build();
    try {
      assertThat(gateway.send(header).status()).isBetween(400, 499);
    } catch (java.io.UncheckedIOException closed) {
      assertThat(closed).hasMessageNotContaining("HTTP/1.1 200");
    }
    assertThat(gateway.get("/livez").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/namespaces/default/pods/p/proxy/%2e%2e/%2e%2e/secrets",
        "/api/v1/namespaces/default/pods/p/proxy/a/..%2f..%2fb",
        "/api/v1/nodes/n/proxy/%2e%2e/exec",
        "/api/v1/namespaces/default/services/s/proxy/./x",
      })
  void proxyPathsLeadNowhereElse(String path) {
    Answer answer = gateway.get(path);
    assertThat(answer.status()).as(answer.text()).isBetween(400, 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "fe80::1"
      })
  void proxiesReachNoAddressOfTheServersOwn(String address) {
    String name = "p-" + Integer.toHexString(address.hashCode());
    String pods = "/api/v1/namespaces/default/pods";
    gateway.post(
        "/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    Answer created =
        gateway.post(
            pods,
            "{\"metadata\":{\"name\":\""
                + name
                + "\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    gateway.patch(
        pods + "/" + name + "/status",
        "merge-patch+json",
        "{\"status\":{\"podIP\":\"" + address + "\",\"podIPs\":[{\"ip\":\"" + address + "\"}]}}");
    Answer answer = gateway.get(pods + "/" + name + ":6443/proxy/version");
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.text()).contains("address not allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=b,c+d",
        "\"quoted\"",
        "<script>alert(1)</script>",
        "ünïcödé ☃",
        "system:masters",
        "a/b/../../c",
        "%00%0d%0aX-Evil: 1",
        "*"
      })
  void namesInCertificatesAreNamesOnly(String name) {
    Answer answer =
        GatewayFixture.send(
            gateway.clientOf(name, name + "-group"), gateway.builder("/api/v1/secrets").build());
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(answer.raw().headers().firstValue("X-Evil")).isEmpty();
    assertThat(answer.text()).doesNotContain("<script>");
  }

  /** Requests of random bytes and of well-formed lines with random parts. */
  @Test
  void takesNoHarmFromRubbish() throws IOException {
    long seed = 20_260_101L;
    Random random = new Random(seed);
    List<String> methods = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "X", "OPTIONS");
    List<String> headers =
        List.of(
            "Authorization: Bearer ",
            "Authorization: Basic ",
            "Impersonate-User: ",
            "X-Remote-User: ",
            "Accept: ",
            "Content-Type: ",
            "Audit-ID: ",
            "Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.",
            "Upgrade: ",
            "Connection: upgrade, ");
    for (int i = 0; i < 80; i++) {
      StringBuilder text = new StringBuilder();
      if (random.nextInt(5) == 0) {
        text.append(letters(random, 200));
      } else {
        text.append(methods.get(random.nextInt(methods.size())))
            .append(" /")
            .append(random.nextBoolean() ? "api/v1/pods/" : "apis/")
            .append(letters(random, 40).replaceAll("[\\r\\n ]", "%"))
            .append(" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
        for (int h = random.nextInt(4); h > 0; h--) {
          text.append(headers.get(random.nextInt(headers.size())))
              .append(letters(random, 60).replaceAll("[\\r\\n]", "?"))
              .append("\r\n");
        }
        text.append("\r\n");
      }
      try (SSLSocket socket = socket()) {
        send(socket, text.toString());
        String answer = rest(socket);
        assertThat(answer).as("seed %d step %d: %s", seed, i, text).doesNotContain("HTTP/1.1 5");
      } catch (IOException closed) {
        // closed before we were done writing: fine
      }
    }
    assertThat(gateway.get("/livez").status()).isEqualTo(200);
  }

  private static String letters(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      text.append((char) (random.nextInt(4) == 0 ? random.nextInt(256) : 33 + random.nextInt(90)));
    }
    return text.toString();
  }
}
