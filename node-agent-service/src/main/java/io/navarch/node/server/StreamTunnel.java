package io.navarch.node.server;

import io.navarch.model.upgrade.AnyMethodUpgrade;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins an upgraded request to the runtime's own streaming server, byte by byte: what protocol the
 * two ends speak (SPDY or WebSocket) is between them. The answer to the upgrade is the runtime's
 * own, too.
 */
final class StreamTunnel {
  private static final Logger log = LoggerFactory.getLogger(StreamTunnel.class);
  private static final Set<String> NOT_PASSED_ON =
      Set.of("host", "authorization", "content-length");
  private static final int BUFFER_BYTES = 32 * 1024;

  private StreamTunnel() {}

  static void open(HttpServerRequest request, URI target) throws HttpProblem {
    Socket runtime;
    ResponseHead head;
    try {
      runtime = connect(request, target);
      head = ResponseHead.read(runtime.getInputStream());
    } catch (IOException e) {
      throw new HttpProblem(
          502, "the container runtime's streaming server does not answer: " + e.getMessage());
    }
    if (head.status() != 101) {
      refuse(request, runtime, head);
      return;
    }
    // On the connection's event loop, so that nothing arrives before somebody listens.
    ((HttpServerRequestInternal) request)
        .context()
        .runOnContext(v -> upgrade(request, runtime, head));
  }

  private static void upgrade(HttpServerRequest request, Socket runtime, ResponseHead head) {
    head.headers().forEach(h -> request.response().putHeader(h.getKey(), h.getValue()));
    request
        .toNetSocket()
        .onSuccess(client -> join(client, runtime))
        .onFailure(
            e -> {
              log.debug("The request could not be upgraded", e);
              close(runtime);
            });
  }

  /** Passes on the runtime's own words when it does not upgrade. */
  private static void refuse(HttpServerRequest request, Socket runtime, ResponseHead head)
      throws HttpProblem {
    try (runtime) {
      runtime.setSoTimeout(1000);
      byte[] body = new byte[0];
      int length = head.contentLength();
      if (length > 0) {
        body = runtime.getInputStream().readNBytes(length);
      }
      throw new HttpProblem(head.status(), new String(body, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new HttpProblem(502, "the container runtime broke off: " + e.getMessage());
    }
  }

  /** Sends the request's own head on to the runtime. */
  private static Socket connect(HttpServerRequest request, URI target) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(target.getHost(), target.getPort()), 10_000);
    socket.setTcpNoDelay(true);
    StringBuilder head = new StringBuilder();
    String path =
        target.getRawQuery() == null
            ? target.getRawPath()
            : target.getRawPath() + "?" + target.getRawQuery();
    head.append(AnyMethodUpgrade.method(request)).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(target.getAuthority()).append("\r\n");
    request
        .headers()
        .forEach(
            h -> {
              if (!NOT_PASSED_ON.contains(h.getKey().toLowerCase(Locale.ROOT))) {
                head.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n");
              }
            });
    head.append("\r\n");
    socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return socket;
  }

  private static void join(NetSocket client, Socket runtime) {
    client.exceptionHandler(e -> close(runtime));
    client.closeHandler(v -> close(runtime));
    ToRuntime out = new ToRuntime(client, runtime);
    client.handler(out::accept);
    client.endHandler(v -> out.end());
    client.resume();
    Thread.ofVirtual().name("stream").start(() -> fromRuntime(client, runtime));
  }

  private static void fromRuntime(NetSocket client, Socket runtime) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (runtime) {
      InputStream in = runtime.getInputStream();
      int n;
      while ((n = in.read(buffer)) >= 0) {
        Future<Void> written = client.write(Buffer.buffer(n).appendBytes(buffer, 0, n));
        if (client.writeQueueFull()) {
          CompletionStage<Void> stage = written.toCompletionStage();
          stage.toCompletableFuture().join();
        }
      }
    } catch (IOException | CompletionException e) {
      log.debug("A stream has broken off", e);
    } finally {
      client.end();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("A stream could not be closed", e);
    }
  }

  /** Writes what the client sends to the runtime in order, on a thread that may block. */
  private static final class ToRuntime {
    private final NetSocket client;
    private final Socket runtime;
    private final java.util.concurrent.LinkedBlockingQueue<Buffer> queue =
        new java.util.concurrent.LinkedBlockingQueue<>();
    private static final int HIGH = 64;
    private volatile boolean paused;

    private ToRuntime(NetSocket client, Socket runtime) {
      this.client = client;
      this.runtime = runtime;
      Thread.ofVirtual().name("stream-in").start(this::run);
    }

    private void accept(Buffer data) {
      queue.add(data);
      if (queue.size() > HIGH && !paused) {
        paused = true;
        client.pause();
      }
    }

    private void end() {
      queue.add(Buffer.buffer());
    }

    private void run() {
      try {
        while (true) {
          Buffer next = queue.take();
          if (next.length() == 0) {
            runtime.shutdownOutput();
            return;
          }
          runtime.getOutputStream().write(next.getBytes());
          if (paused && queue.isEmpty()) {
            paused = false;
            client.resume();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        log.debug("A stream has broken off", e);
        client.close();
      }
    }
  }
}
