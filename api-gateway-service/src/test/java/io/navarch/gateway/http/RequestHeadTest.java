package io.navarch.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two servers in a row could understand differently are refused, and end there. */
class RequestHeadTest {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d+)");
  private static final String SECOND =
      "GET /livez HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** The status of every answer until the server closes the connection. */
  private static List<Integer> answers(String text) throws IOException {
    try (SSLSocket socket = gateway.socket()) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      List<Integer> found = new ArrayList<>();
      try (InputStream in = socket.getInputStream()) {
        Matcher statuses =
            STATUS.matcher(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        while (statuses.find()) {
          found.add(Integer.valueOf(statuses.group(1)));
        }
      }
      return found;
    }
  }

  /** A connection that was cut off while it sent has no answers that could be read. */
  private static List<Integer> answersIfAny(String text) {
    try {
      return answers(text);
    } catch (SocketException | SSLException cutOff) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Many requests before the first answer is read are answered one after the other, all of them.
   */
  @Test
  void requestsInARow() throws IOException {
    String one = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
    assertThat(answers(one.repeat(2_000) + SECOND)).hasSize(2_001).containsOnly(200);
  }

  /**
   * The end of a chunk's size, of its extension, of the trailers: none is waited for without end.
   */
  @ParameterizedTest
  @ValueSource(strings = {"1;", "zz", "-1", "ffffffffffffffff1", "0x1", "2\r\n{}\r\n0\r\nx: "})
  void chunksWithoutEnd(String begin) {
    String head =
        "POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";
    assertThat(answersIfAny(head + begin + "x".repeat(2_000_000)))
        .hasSizeLessThanOrEqualTo(1)
        .doesNotContain(200, 201, 500);
  }

  /** Whoever negotiated HTTP/1.1 stays with it. */
  @Test
  void nobodyGoesOverToHttp2InTheClear() throws IOException {
    String upgrade =
        "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n";
    assertThat(answers(upgrade + SECOND)).containsExactly(200, 200);
  }

  @ParameterizedTest
  @CsvSource({
    "x,                   '',            501",
    "xchunked,            '',            501",
    "identity,            '',            501",
    "'chunked, identity', '0\r\n\r\n', 400",
    "'gzip, chunked',     '0\r\n\r\n', 501",
    "'chunked, chunked',  '0\r\n\r\n', 501",
  })
  void bodiesAreChunkedOrAsLongAsTheySay(String encoding, String body, int status)
      throws IOException {
    String head = "POST /version HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: %s\r\n\r\n";
    assertThat(answers(head.formatted(encoding) + body + SECOND)).containsExactly(status);
  }

  @Test
  void whatFollowsAmbiguousLengthsIsNoRequest() throws IOException {
    String post = "POST /version HTTP/1.1\r\nHost: a\r\n";
    for (String lengths :
        List.of(
            "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Content-Length: +2\r\n\r\n{}",
            "Content-Length: -2\r\n\r\n{}")) {
      List<Integer> answers = answers(post + lengths + SECOND);
      assertThat(answers).as(lengths).hasSizeLessThan(2).isSubsetOf(400, 501);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',                          400",
    "'Host: a\r\nHost: b\r\n',    400",
    "'Host: a b\r\n',             400",
    "'Host: a/b\r\n',             400",
    "'Host: a\"b\r\n',            400",
    "'Host: [::1]:6443\r\n',      200",
    "'Host: kubernetes.default\r\n', 200",
  })
  void aHostIsNamedOnce(String host, int status) throws IOException {
    assertThat(answers("GET /livez HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n"))
        .containsExactly(status);
  }

  @ParameterizedTest
  @CsvSource({
    "/%,                              400",
    "/%zz,                            400",
    "/api/v1/secrets%,                400",
    "/api/v1/namespaces/%zz/secrets,  400",
    "x,                               400",
    "\\api\\v1\\secrets,              400",
    "//api/v1/secrets,                404",
    "/livez,                          200",
    "/api/v1/namespaces?limit=%zz,    200",
  })
  void pathsAreWellFormed(String target, int status) throws IOException {
    assertThat(answers("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .containsExactly(status);
  }

  @Test
  void hostsAreAsTheyAreWritten() {
    assertThat(RequestHead.isHost("127.0.0.1:6443")).isTrue();
    assertThat(RequestHead.isHost("node_1.example.com")).isTrue();
    assertThat(RequestHead.isHost("a\u0000")).isFalse();
    assertThat(RequestHead.isHost("é")).isFalse();
    assertThat(RequestHead.isValue("a\tb é")).isTrue();
    assertThat(RequestHead.isValue("a\r\nb: c")).isFalse();
    assertThat(RequestHead.isValue("a\u007f")).isFalse();
    assertThat(RequestHead.isEncoding(List.of("Chunked"))).isTrue();
    assertThat(RequestHead.isTarget("OPTIONS", "*", "*")).isTrue();
    assertThat(RequestHead.isTarget("GET", "http://a/b", "/b")).isTrue();
    assertThat(RequestHead.isTarget("GET", null, null)).isFalse();
  }

  @Test
  void namesInHeadersAreUtf8() {
    assertThat(HeaderText.read("jane")).isEqualTo("jane");
    assertThat(HeaderText.read(HeaderText.write("bob\u00f6 \u2603"))).isEqualTo("bob\u00f6 \u2603");
    assertThat(HeaderText.write("\u00f6")).isEqualTo("\u00c3\u00b6");
    assertThat(HeaderText.read("\u00e9")).as("no UTF-8").isEqualTo("\u00e9");
  }
}
