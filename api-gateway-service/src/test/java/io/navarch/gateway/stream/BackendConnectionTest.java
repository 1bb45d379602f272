package io.navarch.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is named to servers behind cannot name others by the way. */
class BackendConnectionTest {
  private static byte[] sent(Map<String, List<String>> headers, String path) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Target target = new Target(false, false, "127.0.0.1", server.getLocalPort(), path);
      SSLContext tls = SSLContext.getDefault();
      BackendConnection connection = BackendConnection.open(target, tls, tls);
      try (Socket accepted = server.accept()) {
        accepted.setSoTimeout(60_000);
        try (connection) {
          connection.send("GET", path, headers, new byte[0]);
        }
        return accepted.getInputStream().readAllBytes();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Remote-Group: system:masters", "a\nX: y", "a\rX: y", "a\u0000"})
  void aNameOfManyLinesIsNotSent(String name) {
    assertThatThrownBy(() -> sent(Map.of("X-Remote-User", List.of("ok", name)), "/"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> sent(Map.of(name, List.of("ok")), "/"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> sent(Map.of(), name)).isInstanceOf(IOException.class);
  }

  @Test
  void othersAreSentAsTheyAre() throws Exception {
    assertThat(sent(Map.of("X-Remote-User", List.of("\u00c3\u00b6")), "/a"))
        .asString(java.nio.charset.StandardCharsets.UTF_8)
        .isEqualTo("GET /a HTTP/1.1\r\nX-Remote-User: \u00f6\r\n\r\n");
  }

  @Test
  void namesAreNoAddresses() throws Exception {
    Target target = new Target(false, false, "node.example", 10250, "/");
    SSLContext tls = SSLContext.getDefault();
    assertThatThrownBy(() -> BackendConnection.open(target, tls, tls))
        .isInstanceOf(IOException.class)
        .hasMessage("node.example: no IP address");
  }
}
