package io.navarch.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What passes through the proxies of pods and services, both ways; compared with a kube-apiserver
 * 1.36.2 before the same server. That server listens at an address of this machine's own, since
 * proxies reach no loopback ones.
 */
class ProxyAnswersTest {
  private static final String DEFAULT = "/api/v1/namespaces/default";
  private static final Map<String, String> ANSWERS =
      Map.of(
          "/plain", "200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
          "/cut", "200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhello",
          "/cut-chunks", "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
          "/hops",
              "200 OK\r\nConnection: X-Hop, close\r\nX-Hop: 1\r\nX-Keep: 2\r\nProxy-Authenticate:"
                  + " Basic\r\nAccess-Control-Allow-Origin: *\r\nCache-Control: max-age=5\r\n"
                  + "Content-Length: 1\r\n\r\nx",
          "/length", "200 OK\r\nContent-Length: 1x\r\n\r\nx",
          "/status", "abc OK\r\n\r\n",
          "/switch",
              "101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n"
                  + "Set-Cookie: a=b\r\nSet-Cookie: c=d\r\n\r\nhello",
          "/elsewhere", "302 Found\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n",
          "/no", "403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno",
          "/none", "");

  private static @Nullable GatewayFixture gateway;
  private static @Nullable ServerSocket behind;
  private static final List<List<String>> heads = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    InetAddress own = ownAddress();
    assumeTrue(own != null, "this machine has no address but loopback");
    behind = new ServerSocket(0, 50, own);
    Thread.ofVirtual().start(ProxyAnswersTest::serve);
    gateway = GatewayFixture.start();
    gateway.create(DEFAULT + "/serviceaccounts", "{'metadata':{'name':'default'}}");
    gateway.create(
        DEFAULT + "/pods",
        "{'metadata':{'name':'p'},'spec':{'nodeName':'n','containers':[{'name':'c','image':'i'}]}}");
    Answer running =
        gateway.patch(
            DEFAULT + "/pods/p/status",
            "merge-patch+json",
            "{'status':{'phase':'Running','podIP':'@','podIPs':[{'ip':'@'}]}}"
                .replace("@", own.getHostAddress())
                .replace('\'', '"'));
    assertThat(running.status()).as(running.text()).isEqualTo(200);
  }

  private static @Nullable InetAddress ownAddress() throws SocketException {
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(card.getInetAddresses())) {
        if (card.isUp() && address instanceof Inet4Address && !address.isLoopbackAddress()) {
          return address;
        }
      }
    }
    return null;
  }

  private static void serve() {
    while (!behind.isClosed()) {
      try (Socket client = behind.accept()) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        List<String> head = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          head.add(line);
        }
        heads.add(head);
        String path = head.isEmpty() ? "" : head.getFirst().split(" ")[1].split("\\?")[0];
        String answer = ANSWERS.getOrDefault(path, "200 OK\r\nContent-Length: 0\r\n\r\n");
        if (!answer.isEmpty()) {
          client
              .getOutputStream()
              .write(("HTTP/1.1 " + answer).getBytes(StandardCharsets.ISO_8859_1));
        }
      } catch (IOException e) {
        // The client is gone, or the test is over.
        Thread.onSpinWait();
      }
    }
  }

  @AfterAll
  static void stop() throws IOException {
    if (gateway != null) {
      gateway.close();
    }
    if (behind != null) {
      behind.close();
    }
  }

  private static String pod(String path) {
    return DEFAULT + "/pods/p:" + behind.getLocalPort() + "/proxy" + path;
  }

  private static List<String> lastHead() {
    return heads.getLast();
  }

  @Test
  void lengthsAreTold() throws Exception {
    Answer plain = gateway.get(pod("/plain"));
    assertThat(plain.text()).isEqualTo("hello");
    assertThat(plain.raw().headers().firstValue("content-length")).contains("5");
    assertThat(plain.raw().headers().allValues("cache-control"))
        .containsExactly("no-cache, private");
    HttpResponse<Void> head =
        gateway
            .client()
            .send(
                gateway.builder(pod("/plain")).HEAD().build(),
                HttpResponse.BodyHandlers.discarding());
    assertThat(head.headers().firstValue("content-length")).contains("5");
  }

  @ParameterizedTest
  @CsvSource({"/cut,HTTP_1_1", "/cut-chunks,HTTP_1_1", "/cut,HTTP_2", "/cut-chunks,HTTP_2"})
  void whatBreaksOffIsNotTakenForTheWhole(String path, HttpClient.Version version) {
    HttpRequest request = gateway.builder(pod(path)).version(version).build();
    assertThatThrownBy(() -> gateway.client().send(request, HttpResponse.BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void headersOfOneConnectionStayThere() {
    Answer answer = gateway.get(pod("/hops"));
    assertThat(answer.raw().headers().map())
        .containsKey("x-keep")
        .doesNotContainKeys("x-hop", "proxy-authenticate", "access-control-allow-origin");
    assertThat(answer.raw().headers().allValues("cache-control")).containsExactly("max-age=5");
  }

  @Test
  void whereARequestWentIsWrittenDown() {
    Answer answer =
        GatewayFixture.send(
            gateway.client(),
            gateway
                .builder(pod("/plain?"))
                .header("X-Forwarded-For", "192.0.2.1")
                .header("X-Forwarded-Proto", "http")
                .header("Proxy-Authorization", "Basic eDp5")
                .header("X-Remote-User", "root")
                .header("Authorization", "Basic eDp5")
                .build());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(lastHead())
        .contains(
            "GET /plain HTTP/1.1",
            "X-Forwarded-Uri: " + pod("/plain"),
            "Host: " + gateway.server().substring("https://".length()));
    assertThat(lastHead().toString().toLowerCase(java.util.Locale.ROOT))
        .contains("x-forwarded-for: 192.0.2.1, 127.0.0.1", "x-forwarded-proto: http")
        .doesNotContain("authorization", "x-remote-user");
  }

  @ParameterizedTest
  @CsvSource({
    "/a//b,/a/b",
    "//a,/a",
    "/a/../b,/b",
    "/%2e%2e/x,/x",
    "/..%2fx,/x",
    "/..,/",
    "/a/./b/,/a/b/",
    "/..;/x,/..;/x",
    "/a%252fb,/a%252fb",
  })
  void pathsLeadNowhereAboveTheServersRoot(String asked, String seen) {
    gateway.get(pod(asked));
    assertThat(lastHead().getFirst()).isEqualTo("GET " + seen + " HTTP/1.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/none   | EOF",
        "/status | net/http: HTTP/1.x transport connection broken: malformed HTTP status code"
            + " \"abc\"",
        "/length | net/http: HTTP/1.x transport connection broken: malformed Content-Length \"1x\"",
      })
  void whatIsNoAnswerIsToldInGosWords(String path, String why) {
    Answer answer = gateway.get(pod(path));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.at("message")).isEqualTo("error trying to reach service: " + why);
  }

  @Test
  void whoSwitchesProtocolsUnaskedIsNotPassedOn() {
    Answer answer = gateway.get(pod("/switch"));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.at("message"))
        .isEqualTo("backend tried to switch protocol \"other\" when \"\" was requested");
  }

  /** All that comes back for a request to switch protocols, until the server closes. */
  private static String upgraded(String method, String path, String behindTheRequest)
      throws IOException {
    try (Socket socket = gateway.socket()) {
      socket
          .getOutputStream()
          .write(
              (method
                      + " "
                      + pod(path)
                      + " HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: Upgrade\r\n"
                      + "Upgrade: other\r\nX-Forwarded-Uri: /spoofed\r\n\r\n"
                      + behindTheRequest)
                  .getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void protocolsAreSwitchedWhateverTheMethod(String method) throws Exception {
    assertThat(upgraded(method, "/switch", ""))
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase("\r\nSet-Cookie: a=b\r\n")
        .containsIgnoringCase("\r\nSet-Cookie: c=d\r\n")
        .endsWith("\r\n\r\nhello");
    assertThat(lastHead()).contains(method + " /switch HTTP/1.1", "Upgrade: other");
    assertThat(lastHead().toString().toLowerCase(java.util.Locale.ROOT)).doesNotContain("navarch");
  }

  /** What follows such a request was meant for the other protocol, and is no request of this. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/no        | 403 | no",
        "/elsewhere | 500 | \"message\":\"invalid upgrade response: status code 302\"",
        "/plain     | 500 | \"message\":\"invalid upgrade response: status code 200\"",
        "/none      | 500 | \"message\":\"unexpected EOF\"",
        "/status    | 500 | \"message\":\"malformed HTTP status code \\\"abc\\\"\"",
      })
  void refusedSwitchesEndTheConnection(String path, int status, String text) throws Exception {
    assertThat(upgraded("GET", path, "GET /version HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status + " ")
        .containsIgnoringCase("\r\nConnection: close\r\n")
        .doesNotContainIgnoringCase("\r\nLocation:")
        .contains(text)
        .doesNotContain("gitVersion");
  }

  /** Only requests that switch protocols carry another method than the one they come with. */
  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void nobodySaysThatARequestHasAnotherMethod(HttpClient.Version version) {
    gateway.send(
        gateway
            .builder(pod("/plain"))
            .version(version)
            .header("X-Navarch-Upgrade-Method", "GET")
            .DELETE()
            .build());
    assertThat(lastHead().getFirst()).isEqualTo("DELETE /plain HTTP/1.1");
  }

  @Test
  void whereNobodyListensIsTold() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, behind.getInetAddress())) {
      port = free.getLocalPort();
    }
    String at = behind.getInetAddress().getHostAddress() + ":" + port;
    assertThat(gateway.get(DEFAULT + "/pods/p:" + port + "/proxy/").at("message"))
        .isEqualTo(
            "error trying to reach service: dial tcp " + at + ": connect: connection refused");
  }

  /** Upstream's rule too: who may write endpoints must not reach with them what only we can. */
  @Test
  void servicesLeadToPodsOnly() {
    gateway.create(
        DEFAULT + "/services",
        "{'metadata':{'name':'s'},'spec':{'ports':[{'name':'web','port':80}]}}");
    String through = DEFAULT + "/services/s:web/proxy/plain";
    slice("");
    assertThat(gateway.get(through).status()).isEqualTo(503);
    slice("'targetRef':{'kind':'Pod','namespace':'default','name':'other'},");
    assertThat(gateway.get(through).status()).isEqualTo(503);
    slice("'targetRef':{'kind':'Pod','namespace':'other','name':'p'},");
    Answer refused = gateway.get(through);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.at("message")).isEqualTo("no endpoints available for service \"s:web\"");
    slice("'targetRef':{'kind':'Pod','namespace':'default','name':'p'},");
    assertThat(gateway.get(through).text()).isEqualTo("hello");
    assertThat(gateway.get(DEFAULT + "/services/s:80/proxy/plain").text()).isEqualTo("hello");
    assertThat(gateway.get(DEFAULT + "/services/s/proxy/plain").status()).isEqualTo(503);
    assertThat(gateway.get(DEFAULT + "/services/s:81/proxy/plain").at("message"))
        .isEqualTo("no service port 81 found for service \"s\"");
  }

  private static void slice(String reference) {
    String slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
    gateway.delete(slices + "/s");
    gateway.create(
        slices,
        ("{'metadata':{'name':'s','labels':{'kubernetes.io/service-name':'s'}},'addressType':'IPv4',"
                + "'endpoints':[{"
                + reference
                + "'addresses':['%s']}],'ports':[{'name':'web','port':%d}]}")
            .formatted(behind.getInetAddress().getHostAddress(), behind.getLocalPort()));
  }
}
