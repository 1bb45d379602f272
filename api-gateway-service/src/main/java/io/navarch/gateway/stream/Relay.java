package io.navarch.gateway.stream;

import io.navarch.gateway.http.Exchange;
import io.navarch.model.json.Json;
import io.navarch.model.status.ApiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

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
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "content-length",
          "authorization",
          "expect",
          "x-forwarded-for",
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
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "content-length",
          "content-type",
          "upgrade",
          "trailer",
          // who may read this server's answers is not for others to say
          "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin",
          // this server's own stand already
          "audit-id",
          "date");

  /** Subprotocols of WebSockets that carry one stream of bytes. */
  private static final Map<String, Exchange.MessageForm> MESSAGES =
      Map.of(
          "binary.k8s.io", Exchange.MessageForm.BINARY,
          "base64.binary.k8s.io", Exchange.MessageForm.BASE64);

  private static final int BUFFER = 32 * 1024;

  private final BackendDialer dialer;

  Relay(BackendDialer dialer) {
    this.dialer = dialer;
  }

  /** Passes the whole request on, with its method, headers and body. */
  void relay(Exchange exchange, Target target) {
    relay(exchange, target, Map.of(), () -> dialer.open(target), null, Failure.STATUS);
  }

  /**
   * Passes the whole request on, as the proxy of pods, services and nodes does: under the host name
   * by which the client asked this server.
   *
   * @param prefix the path under which the client sees the server; links of pages lead there
   */
  void relay(Exchange exchange, Target target, String prefix) {
    String asked = exchange.authority();
    Map<String, List<String>> own = new LinkedHashMap<>();
    if (!exchange.isUpgrade()) {
      own.put("X-Forwarded-Uri", List.of(prefix + target.path().split("\\?", 2)[0]));
    }
    if (!asked.isEmpty()) {
      own.put("Host", List.of(asked));
    }
    relay(
        exchange,
        target,
        own,
        () -> dialer.open(target),
        new ProxyLinks(prefix, target.authority(), asked),
        Failure.STATUS);
  }

  /**
   * Passes the whole request on to a server that trusts this one to say who asks. That server may
   * not send the client elsewhere.
   *
   * @param asking the headers that say it
   */
  static void relay(
      Exchange exchange,
      Target target,
      BackendIdentity expected,
      Map<String, List<String>> asking) {
    Map<String, List<String>> own = new LinkedHashMap<>();
    if (!exchange.isUpgrade()) {
      own.put("X-Forwarded-Uri", List.of(target.path().split("\\?", 2)[0]));
      own.put("X-Forwarded-Host", List.of(target.authority()));
      own.put("X-Forwarded-Proto", List.of("https"));
    }
    own.putAll(asking);
    relay(
        exchange,
        target,
        own,
        () -> BackendConnection.open(target, expected),
        null,
        (why, _) -> text(exchange, 503, why + "\n"));
  }

  /**
   * @param own headers that replace those of the client
   * @param links null where pages stay as they are, and the client may not be sent elsewhere
   */
  private static void relay(
      Exchange exchange,
      Target target,
      Map<String, List<String>> own,
      Opener opener,
      @Nullable ProxyLinks links,
      Failure failure) {
    boolean upgrade = exchange.isUpgrade();
    byte[] body = upgrade ? new byte[0] : exchange.body();
    Map<String, List<String>> headers = headers(exchange, target, body, upgrade);
    // A header is one whatever the case of its letters: the client's own would stand beside it.
    headers.keySet().removeIf(name -> own.keySet().stream().anyMatch(name::equalsIgnoreCase));
    headers.putAll(own);
    String method = exchange.method();
    exchange(
        target,
        method,
        headers,
        body,
        opener,
        (backend, head) -> {
          if (head.status() == 101 && upgrade) {
            tunnel(exchange, backend, head);
            return;
          }
          if (upgrade) {
            exchange.endConnection();
          }
          if (head.status() == 101) {
            failure.tell(
                "backend tried to switch protocol "
                    + Json.writeString(head.first("upgrade"))
                    + " when \"\" was requested",
                500);
          } else if (upgrade && head.status() < 400) {
            failure.tell("invalid upgrade response: status code " + head.status(), 500);
          } else if (links == null && !upgrade && isRedirect(head)) {
            text(
                exchange,
                502,
                "the backend attempted to redirect this request, which is not permitted");
          } else {
            answer(exchange, backend, head, method, links);
          }
        },
        (step, why) -> {
          if (upgrade) {
            exchange.endConnection();
            failure.tell(step.ofUpgrade(why), 500);
          } else {
            failure.tell("error trying to reach service: " + why, 503);
          }
        });
  }

  private static boolean isRedirect(BackendConnection.Head head) {
    return head.status() >= 300 && head.status() < 400 && !head.first("location").isEmpty();
  }

  private static void text(Exchange exchange, int status, String text) {
    exchange.addResponseHeader("X-Content-Type-Options", "nosniff");
    exchange.respond(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** How a client hears that it gets no answer. */
  @FunctionalInterface
  private interface Failure {
    /** As a Status of which nothing is told but what went wrong, or that tells to come again. */
    Failure STATUS =
        (why, status) -> {
          throw status == 503 ? ApiException.serviceUnavailable(why) : failed(why);
        };

    void tell(String why, int status);
  }

  /**
   * Asks for something with GET and passes the answer back as it comes, in messages where the
   * client asks for a WebSocket.
   *
   * @param anyAgent whether the node agent's certificate may be anybody's
   * @param distrusted told when it is not what it must be
   */
  void fetch(Exchange exchange, Target target, boolean anyAgent, Runnable distrusted) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Host", List.of(target.authority()));
    headers.put("Connection", List.of("close"));
    exchange(
        target,
        "GET",
        headers,
        new byte[0],
        () -> {
          try {
            return anyAgent ? dialer.openUnchecked(target) : dialer.open(target);
          } catch (SSLHandshakeException e) {
            distrusted.run();
            throw e;
          }
        },
        (backend, head) -> {
          if (exchange.isWebSocket() && head.status() == 200) {
            messages(exchange, backend, head);
          } else {
            answer(exchange, backend, head, "GET", null);
          }
        },
        (_, why) -> {
          throw failed("Get \"https://" + target.authority() + target.path() + "\": " + why);
        });
  }

  /** How the answer of the server behind reaches the client. */
  private interface Answer {
    void pass(BackendConnection backend, BackendConnection.Head head) throws IOException;
  }

  private interface Opener {
    BackendConnection open() throws IOException;
  }

  /** What was being done when the server behind failed. */
  private enum Step {
    DIAL,
    SEND,
    READ;

    /** As upstream tells it of requests that would switch protocols. */
    String ofUpgrade(String why) {
      return switch (this) {
        case DIAL -> "error dialing backend: " + why;
        case SEND -> "error sending request: " + why;
        case READ ->
            why.equals("EOF") ? "unexpected EOF" : why.replace(BackendConnection.BROKEN, "");
      };
    }
  }

  /** Tells the client that nothing came back that could be passed on. */
  @FunctionalInterface
  private interface Unreached {
    void because(Step step, String why);
  }

  private static void exchange(
      Target target,
      String method,
      Map<String, List<String>> headers,
      byte[] body,
      Opener opener,
      Answer answer,
      Unreached unreached) {
    Step step = Step.DIAL;
    try (BackendConnection backend = opener.open()) {
      step = Step.SEND;
      backend.send(method, target.path(), headers, body);
      step = Step.READ;
      answer.pass(backend, backend.readHead());
    } catch (IOException e) {
      unreached.because(step, BackendFailure.describe(target, e));
    }
  }

  /**
   * A failure of which nothing is told but what went wrong, as upstream tells what Go's errors say.
   */
  static ApiException failed(String why) {
    return new ApiException(500, "", why, ApiException.Details.NONE);
  }

  private static Map<String, List<String>> headers(
      Exchange exchange, Target target, byte[] body, boolean upgrade) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Host", List.of(target.authority()));
    Set<String> ofThisConnection = tokens(exchange.headers("Connection"));
    exchange
        .allHeaders()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!NOT_PASSED_ON.contains(lower)
                  && !ofThisConnection.contains(lower)
                  && !lower.startsWith(":")
                  && !lower.startsWith("impersonate-extra-")
                  && !lower.startsWith("x-remote-extra-")) {
                headers.put(name, withoutBearer(lower, values));
              }
            });
    List<String> way = new ArrayList<>(exchange.headers("X-Forwarded-For"));
    way.add(exchange.remoteAddress().getHostString());
    headers.put("X-Forwarded-For", List.of(String.join(", ", way)));
    if (upgrade) {
      headers.put("Connection", List.of("Upgrade"));
      String protocol = exchange.header("Upgrade");
      headers.put("Upgrade", List.of(protocol == null ? "" : protocol));
    } else {
      headers.put("Connection", List.of("close"));
    }
    if (body.length > 0 || Set.of("POST", "PUT", "PATCH").contains(exchange.method())) {
      headers.put("Content-Length", List.of(Integer.toString(body.length)));
    }
    return headers;
  }

  /** Names of headers in {@code Connection}: like it, they are for the next server only. */
  private static Set<String> tokens(List<String> connection) {
    Set<String> tokens = new HashSet<>();
    for (String value : connection) {
      for (String token : value.split(",", -1)) {
        tokens.add(token.strip().toLowerCase(Locale.ROOT));
      }
    }
    return tokens;
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
      Exchange exchange,
      BackendConnection backend,
      BackendConnection.Head head,
      String method,
      @Nullable ProxyLinks links)
      throws IOException {
    Set<String> ofThatConnection = tokens(head.headers().getOrDefault("connection", List.of()));
    head.headers()
        .forEach(
            (name, values) -> {
              if (!NOT_PASSED_BACK.contains(name) && !ofThatConnection.contains(name)) {
                values.forEach(
                    value ->
                        exchange.addResponseHeader(
                            name,
                            links != null && name.equals("location")
                                ? links.rewrite(value)
                                : value));
              }
            });
    String type = head.first("content-type");
    InputStream body = backend.body(head, method);
    String encoding = head.first("content-encoding");
    if (links != null
        && !method.equals("HEAD")
        && head.first("location").isEmpty()
        && ProxyLinks.isPage(type)
        && ProxyLinks.readable(encoding)) {
      byte[] page = body.readNBytes(ProxyLinks.LARGEST_PAGE);
      if (page.length < ProxyLinks.LARGEST_PAGE) {
        exchange.respond(head.status(), type, links.rewrite(page, encoding));
        return;
      }
      body = new SequenceInputStream(new ByteArrayInputStream(page), body);
    }
    String length = head.length();
    if (!length.isEmpty() && head.status() != 204) {
      exchange.addResponseHeader("Content-Length", length);
    }
    if (length.equals("0") || BackendConnection.isBodiless(head, method)) {
      exchange.respond(head.status(), type, new byte[0]);
      return;
    }
    copy(exchange, backend, head, body);
  }

  private static void copy(
      Exchange exchange, BackendConnection backend, BackendConnection.Head head, InputStream body)
      throws IOException {
    String type = head.first("content-type");
    byte[] buffer = new byte[BUFFER];
    // What is to have a length has begun with its head.
    int count = head.length().isEmpty() ? body.read(buffer) : 0;
    if (count < 0) {
      exchange.respond(head.status(), type, new byte[0]);
      return;
    }
    try (Exchange.ResponseStream stream = exchange.stream(head.status(), type)) {
      stream.onClose(backend::close);
      try {
        for (; count >= 0; count = body.read(buffer)) {
          if (count > 0) {
            stream.write(Arrays.copyOf(buffer, count));
          }
        }
      } catch (IOException e) {
        // The client must not take what came for the whole.
        stream.abort();
      }
    } catch (Exchange.ClientGoneException e) {
      backend.close();
    }
  }

  /** The first message is empty: it says that the stream stands. */
  private static void messages(
      Exchange exchange, BackendConnection backend, BackendConnection.Head head)
      throws IOException {
    String protocol =
        exchange.headers("Sec-WebSocket-Protocol").stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(String::strip)
            .filter(MESSAGES::containsKey)
            .findFirst()
            .orElse("");
    InputStream body = backend.body(head, "GET");
    byte[] buffer = new byte[BUFFER];
    try (Exchange.ResponseStream stream =
        exchange.webSocket(
            MESSAGES.getOrDefault(protocol, Exchange.MessageForm.BINARY), protocol)) {
      stream.onClose(backend::close);
      stream.write(new byte[0]);
      try {
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
          stream.write(Arrays.copyOf(buffer, count));
        }
      } catch (IOException e) {
        stream.abort();
      }
    } catch (Exchange.ClientGoneException e) {
      backend.close();
    }
  }

  private static void tunnel(
      Exchange exchange, BackendConnection backend, BackendConnection.Head head) {
    Map<String, List<String>> headers = new LinkedHashMap<>(head.headers());
    headers.keySet().removeAll(List.of("content-length", "transfer-encoding"));
    headers.put("connection", List.of("Upgrade"));
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
