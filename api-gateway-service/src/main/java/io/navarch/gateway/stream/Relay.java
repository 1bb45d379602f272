package io.navarch.gateway.stream;

import io.navarch.gateway.http.Exchange;
import io.navarch.model.status.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Passes a request on and its answer back. An answer that switches protocols becomes a tunnel of
 * raw bytes in both directions; every other one is copied as it comes, as fast as the client reads.
 */
final class Relay {
  /** Headers that belong to one connection, and those that say who the client is to us. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "host",
          "connection",
          "keep-alive",
          "proxy-connection",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "content-length",
          "authorization",
          "expect",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          "x-remote-user",
          "x-remote-group",
          "x-remote-uid",
          "impersonate-user",
          "impersonate-group",
          "impersonate-uid");

  private static final Set<String> NOT_PASSED_BACK =
      Set.of(
          "connection",
          "keep-alive",
          "transfer-encoding",
          "content-length",
          "content-type",
          "upgrade",
          "trailer");

  private static final int BUFFER = 32 * 1024;

  private final BackendDialer dialer;

  Relay(BackendDialer dialer) {
    this.dialer = dialer;
  }

  /** Passes the whole request on, with its method, headers and body. */
  void relay(Exchange exchange, Target target) {
    boolean upgrade = exchange.isUpgrade();
    byte[] body = upgrade ? new byte[0] : exchange.body();
    exchange(exchange, target, exchange.method(), headers(exchange, target, body, upgrade), body);
  }

  /**
   * Passes the whole request on to a server that trusts this one to say who asks.
   *
   * @param asking the headers that say it
   */
  static void relay(
      Exchange exchange,
      Target target,
      BackendIdentity expected,
      Map<String, List<String>> asking) {
    boolean upgrade = exchange.isUpgrade();
    byte[] body = upgrade ? new byte[0] : exchange.body();
    Map<String, List<String>> headers = headers(exchange, target, body, upgrade);
    headers.put("Host", List.of(expected.serverName()));
    headers.putAll(asking);
    exchange(
        exchange,
        target,
        exchange.method(),
        headers,
        body,
        () -> BackendConnection.open(target, expected));
  }

  /** Asks for something with GET and passes the answer back as plain text. */
  void fetch(Exchange exchange, Target target) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Host", List.of(target.authority()));
    headers.put("Connection", List.of("close"));
    exchange(exchange, target, "GET", headers, new byte[0]);
  }

  private void exchange(
      Exchange exchange,
      Target target,
      String method,
      Map<String, List<String>> headers,
      byte[] body) {
    exchange(exchange, target, method, headers, body, () -> dialer.open(target));
  }

  private interface Opener {
    BackendConnection open() throws IOException;
  }

  private static void exchange(
      Exchange exchange,
      Target target,
      String method,
      Map<String, List<String>> headers,
      byte[] body,
      Opener opener) {
    BackendConnection backend = null;
    boolean answered = false;
    try {
      backend = opener.open();
      backend.send(method, target.path(), headers, body);
      BackendConnection.Head head = backend.readHead();
      answered = true;
      if (head.status() == 101) {
        tunnel(exchange, backend, head);
      } else {
        answer(exchange, backend, head, method);
      }
    } catch (IOException e) {
      if (!answered) {
        throw unreachable(target, e);
      }
    } finally {
      if (backend != null) {
        backend.close();
      }
    }
  }

  private static ApiException unreachable(Target target, IOException e) {
    return target.node()
        ? ApiException.internal(
            "error dialing backend: " + target.authority() + ": " + e.getMessage())
        : ApiException.serviceUnavailable("error trying to reach service: " + e.getMessage());
  }

  private static Map<String, List<String>> headers(
      Exchange exchange, Target target, byte[] body, boolean upgrade) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Host", List.of(target.authority()));
    exchange
        .allHeaders()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!NOT_PASSED_ON.contains(lower)
                  && !lower.startsWith(":")
                  && !lower.startsWith("impersonate-extra-")
                  && !lower.startsWith("x-remote-extra-")) {
                headers.put(name, withoutBearer(lower, values));
              }
            });
    headers.put("X-Forwarded-For", List.of(exchange.remoteAddress().getHostString()));
    if (upgrade) {
      headers.put("Connection", List.of("Upgrade"));
      String protocol = exchange.header("Upgrade");
      headers.put("Upgrade", List.of(protocol == null ? "" : protocol));
    } else {
      headers.put("Connection", List.of("close"));
      if (body.length > 0 || Set.of("POST", "PUT", "PATCH").contains(exchange.method())) {
        headers.put("Content-Length", List.of(Integer.toString(body.length)));
      }
    }
    return headers;
  }

  /** A token that a browser sent as a WebSocket subprotocol stays here. */
  private static List<String> withoutBearer(String name, List<String> values) {
    if (!name.equals("sec-websocket-protocol")) {
      return values;
    }
    List<String> kept = new ArrayList<>();
    for (String value : values) {
      for (String protocol : value.split(",", -1)) {
        if (!protocol.strip().startsWith("base64url.bearer.authorization.k8s.io.")) {
          kept.add(protocol.strip());
        }
      }
    }
    return List.of(String.join(", ", kept));
  }

  private static void answer(
      Exchange exchange, BackendConnection backend, BackendConnection.Head head, String method)
      throws IOException {
    head.headers()
        .forEach(
            (name, values) -> {
              if (!NOT_PASSED_BACK.contains(name)) {
                values.forEach(value -> exchange.addResponseHeader(name, value));
              }
            });
    String type = head.first("content-type");
    InputStream body = backend.body(head, method);
    byte[] buffer = new byte[BUFFER];
    int count = body.read(buffer);
    if (count < 0) {
      exchange.respond(head.status(), type, new byte[0]);
      return;
    }
    try (Exchange.ResponseStream stream = exchange.stream(head.status(), type)) {
      stream.onClose(backend::close);
      for (; count >= 0; count = body.read(buffer)) {
        stream.write(Arrays.copyOf(buffer, count));
      }
    } catch (Exchange.ClientGoneException e) {
      backend.close();
    }
  }

  private static void tunnel(
      Exchange exchange, BackendConnection backend, BackendConnection.Head head) {
    Map<String, String> headers = new LinkedHashMap<>();
    head.headers()
        .forEach(
            (name, values) -> {
              if (!name.equals("content-length") && !name.equals("transfer-encoding")) {
                headers.put(name, String.join(", ", values));
              }
            });
    headers.put("connection", "Upgrade");
    try (Exchange.Tunnel client = exchange.upgrade(headers)) {
      Thread up = Thread.ofVirtual().name("tunnel-up").start(() -> copyUp(client, backend));
      copyDown(client, backend);
      client.close();
      backend.close();
      up.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copyUp(Exchange.Tunnel client, BackendConnection backend) {
    try {
      for (byte[] bytes = client.read(); bytes.length > 0; bytes = client.read()) {
        backend.out().write(bytes);
        backend.out().flush();
      }
    } catch (IOException | Exchange.ClientGoneException e) {
      // One side is gone; closing the other ends the tunnel.
      client.close();
    } finally {
      backend.close();
    }
  }

  private static void copyDown(Exchange.Tunnel client, BackendConnection backend) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n = backend.in().read(buffer); n >= 0; n = backend.in().read(buffer)) {
        client.write(Arrays.copyOf(buffer, n));
      }
    } catch (IOException | Exchange.ClientGoneException e) {
      // One side is gone; closing the other ends the tunnel.
      backend.close();
    }
  }
}
