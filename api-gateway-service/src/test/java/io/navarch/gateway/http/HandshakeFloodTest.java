package io.navarch.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that open connections and do not go on, through the real port. */
class HandshakeFloodTest {
  private static final int MOST = 20;
  private GatewayFixture gateway;
  private final List<Socket> open = new ArrayList<>();

  @BeforeEach
  void start() {
    gateway = GatewayFixture.start(Map.of("navarch.gateway.server.max-handshakes", MOST));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    gateway.close();
  }

  /** A connection from one of this machine's addresses on which nothing is said. */
  private Socket silent(String from) throws IOException {
    URI server = URI.create(gateway.server());
    Socket socket = new Socket();
    open.add(socket);
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static boolean isClosedByServer(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private double refused() {
    return gateway
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("navarch_gateway_tls_handshakes_refused_total "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void oneAddressCannotTakeAllHandshakes() throws IOException {
    assertThat(gateway.get("/livez").status()).isEqualTo(200);
    List<Socket> flood = new ArrayList<>();
    for (int i = 0; i < 3 * MOST; i++) {
      flood.add(silent("127.0.0.2"));
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(flood.stream().filter(HandshakeFloodTest::isClosedByServer).count())
                    .as("what is more than the limit is closed at once, unheard")
                    .isGreaterThanOrEqualTo(2L * MOST));
    assertThat(refused()).isGreaterThanOrEqualTo(2L * MOST);
    for (int i = 0; i < MOST / 2; i++) {
      try (SSLSocket other =
          (SSLSocket)
              gateway
                  .strangersClient()
                  .sslContext()
                  .getSocketFactory()
                  .createSocket(
                      "127.0.0.1",
                      URI.create(gateway.server()).getPort(),
                      InetAddress.getByName("127.0.0.1"),
                      0)) {
        other.setSoTimeout(20_000);
        other.startHandshake();
        assertThat(other.getSession().isValid()).as("another address gets in").isTrue();
      }
    }
  }

  @Test
  void handshakesThatFailAreCounted() throws IOException {
    Socket rubbish = silent("127.0.0.3");
    rubbish
        .getOutputStream()
        .write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(rubbish.getInputStream().readAllBytes()).isNotNull();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                gateway
                    .get("/metrics")
                    .text()
                    .contains("apiserver_tls_handshake_errors_total 1.0"));
  }
}
