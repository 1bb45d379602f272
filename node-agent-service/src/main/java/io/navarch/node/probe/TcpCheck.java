package io.navarch.node.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Whether a connection can be opened. */
final class TcpCheck {
  private TcpCheck() {}

  static ProbeOutcome connect(String host, int port, Duration timeout) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), Math.max(1, (int) timeout.toMillis()));
      return ProbeOutcome.passed();
    } catch (SocketTimeoutException e) {
      return ProbeOutcome.failed("dial tcp " + host + ":" + port + ": i/o timeout");
    } catch (IOException | IllegalArgumentException e) {
      return ProbeOutcome.failed(spoken(host, port, e));
    }
  }

  /** A failed connection in the words that Kubernetes' users search for. */
  static String spoken(String host, int port, Exception e) {
    String to = "dial tcp " + host + ":" + port + ": ";
    return switch (e) {
      case ConnectException c -> to + "connect: connection refused";
      case NoRouteToHostException n -> to + "connect: no route to host";
      default -> String.valueOf(e.getMessage());
    };
  }
}
