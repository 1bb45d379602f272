package io.navarch.gateway.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * Opens connections to what the gateway passes requests on to.
 *
 * @param nodes TLS towards node agents
 * @param uncheckedNodes the same that believes any agent
 * @param others TLS towards pods and services
 */
record BackendDialer(SSLContext nodes, SSLContext uncheckedNodes, SSLContext others) {
  private static final int MOST_REFUSAL_BYTES = 64 * 1024;

  BackendConnection open(Target target) throws IOException {
    return BackendConnection.open(target, nodes, others);
  }

  /** The same to a node agent whose certificate may be anybody's. */
  BackendConnection openUnchecked(Target agent) throws IOException {
    return BackendConnection.open(agent, new BackendIdentity(uncheckedNodes, false, agent.host()));
  }

  /** A connection that speaks SPDY now, and the stream protocol that was agreed on. */
  record Upgraded(BackendConnection connection, String protocol) implements AutoCloseable {
    @Override
    public void close() {
      connection.close();
    }
  }

  /** The other side does not switch to SPDY, and says why. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
      super("unable to upgrade connection: " + why);
    }
  }

  /**
   * Asks for SPDY/3.1.
   *
   * @param protocols the stream protocols that would do, best first
   * @throws RefusedException with the other side's words, if it answers otherwise
   */
  Upgraded spdy(Target target, List<String> protocols) throws IOException {
    BackendConnection connection = open(target);
    try {
      Map<String, List<String>> headers = new LinkedHashMap<>();
      headers.put("Host", List.of(target.authority()));
      headers.put("Connection", List.of("Upgrade"));
      headers.put("Upgrade", List.of("SPDY/3.1"));
      headers.put("X-Stream-Protocol-Version", protocols);
      headers.put("Content-Length", List.of("0"));
      connection.send("POST", target.path(), headers, new byte[0]);
      BackendConnection.Head head = connection.readHead();
      if (head.status() != 101) {
        byte[] words = connection.body(head, "POST").readNBytes(MOST_REFUSAL_BYTES);
        throw new RefusedException(new String(words, StandardCharsets.UTF_8).strip());
      }
      return new Upgraded(connection, head.first("x-stream-protocol-version"));
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
