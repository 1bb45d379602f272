package io.navarch.gateway.http;

import io.navarch.model.pki.JdkServerTls;
import io.navarch.model.pki.PkiException;
import io.navarch.model.upgrade.AnyMethodUpgrade;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTPS port of the Kubernetes API: HTTP/2 and HTTP/1.1, client certificates optional. */
public final class GatewayServer {
  private static final Logger log = LoggerFactory.getLogger(GatewayServer.class);

  /** The error of HTTP/2 by which malformed requests are refused. */
  private static final long PROTOCOL_ERROR = 1;

  private static final int MAX_STREAMS = 2_000;
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final int HANDSHAKE_SECONDS = 10;
  private static final Duration CERTIFICATE_CHECK = Duration.ofSeconds(20);

  private final String address;
  private final int port;
  private final TlsFiles tls;
  private final Consumer<Exchange> handler;
  private final ServerLimits limits;
  private final ConnectionGuard connections;
  private final HandshakeMeters handshakes;
  private final ExecutorService handshakeThreads;
  private final HandshakeGate gate;
  private @Nullable Vertx vertx;
  private @Nullable HttpServer server;

  /**
   * @param port 0 for any free one
   * @param handler called on a virtual thread for each request
   */
  public GatewayServer(
      String address,
      int port,
      TlsFiles tls,
      ServerLimits limits,
      HandshakeMeters handshakes,
      Consumer<Exchange> handler) {
    this.address = address;
    this.limits = limits;
    this.connections = new ConnectionGuard(limits);
    this.handshakes = handshakes;
    int places = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    this.handshakeThreads =
        Executors.newFixedThreadPool(
            places, Thread.ofPlatform().daemon().name("tls-handshake-", 0).factory());
    this.gate = new HandshakeGate(limits.maxHandshakes(), places, handshakeThreads);
    this.port = port;
    this.tls = tls;
    this.handler = handler;
  }

  /** Listens; returns when connections are taken. */
  public void start() {
    Vertx made =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setUseDaemonThread(true));
    vertx = made;
    HttpServer listening =
        made.createHttpServer(options())
            .connectionHandler(this::connected)
            .requestHandler(request -> accept(made.getOrCreateContext(), request))
            .exceptionHandler(e -> log.debug("A connection failed: {}", e.toString()));
    await(listening.listen().toCompletionStage().toCompletableFuture());
    server = listening;
    made.setPeriodic(CERTIFICATE_CHECK.toMillis(), _ -> reloadCertificates());
    made.setPeriodic(SWEEP.toMillis(), _ -> connections.sweep(System.nanoTime()));
    log.info("The Kubernetes API listens on {}:{}", address, port());
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions().setEnabledSecureTransportProtocols(limits.tlsVersions());
    limits.cipherSuites().forEach(options::addEnabledCipherSuite);
    return options
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setHost(address)
        .setPort(port)
        .setSsl(true)
        .setSslEngineOptions(
            new JdkServerTls(
                (engine, startTls, _) -> GatedTls.of(engine, startTls, gate, handshakes)))
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setClientAuth(ClientAuth.REQUEST)
        .setKeyCertOptions(tls.keyCertificate())
        .setTrustOptions(tls.trust())
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(MAX_STREAMS)
                .setMaxHeaderListSize(MAX_HEADER_BYTES)
                .setInitialWindowSize(1 << 20))
        .setHttp2ConnectionWindowSize(4 << 20)
        .setHandle100ContinueAutomatically(true)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(1 << 16)
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true)
        .setAcceptBacklog(4096)
        .setMaxWebSocketMessageSize(16 << 20)
        .setMaxWebSocketFrameSize(16 << 20);
  }

  private void connected(HttpConnection connection) {
    if (!connections.admit(connection, peerCertificates(connection), System.nanoTime())) {
      VertxExchange.ignore(connection.close());
      return;
    }
    gatherFlushes(connection);
    AnyMethodUpgrade.allowOn(connection);
    connection.closeHandler(_ -> connections.closed(connection));
  }

  /** Lets what the outbox writes in one turn of the event loop go out together. */
  private static void gatherFlushes(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      ChannelPipeline pipeline = server.channelHandlerContext().pipeline();
      ChannelHandlerContext tls = pipeline.context(SslHandler.class);
      if (tls != null) {
        LoopOutbox outbox = LoopOutbox.of(pipeline.channel().eventLoop());
        pipeline.addAfter(tls.name(), "gather-flushes", outbox.flushHolder());
      }
    }
  }

  private static List<X509Certificate> peerCertificates(HttpConnection connection) {
    try {
      return connection.peerCertificates().stream().map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  private void accept(Context context, HttpServerRequest request) {
    ConnectionGuard.Guarded connection = connections.of(request.connection());
    if (connection.isOver()) {
      return;
    }
    int head = RequestHead.measure(request.headers());
    RequestHead.Fault fault = RequestHead.fault(request, head);
    int held = head > RequestHead.SMALL ? head : 0;
    if (fault == null && held > 0 && !connection.bodies().take(held)) {
      fault = RequestHead.TOO_MUCH;
    }
    if (fault != null) {
      refuse(request, fault, connection);
      return;
    }
    connection.begins();
    if (AnyMethodUpgrade.isAsked(request)) {
      request.pause();
      run(
          exchange(
              request, context, RequestBody.none(connection.bodies(), held), connection, true));
      return;
    }
    if (!mayHaveBody(request)) {
      run(
          exchange(
              request, context, RequestBody.none(connection.bodies(), held), connection, false));
      return;
    }
    RequestBody body = RequestBody.of(request, connection.bodies(), held);
    long timer =
        context
            .owner()
            .setTimer(
                limits.bodyTimeout().toMillis(),
                _ -> {
                  body.giveUp();
                  VertxExchange.ignore(
                      request.version() == HttpVersion.HTTP_2
                          ? request.response().reset()
                          : request.connection().close());
                });
    body.whenComplete(
        () -> {
          context.owner().cancelTimer(timer);
          run(exchange(request, context, body, connection, false));
        });
  }

  /** What follows on the connection may be anything: it is not looked at. */
  private static void refuse(
      HttpServerRequest request, RequestHead.Fault fault, ConnectionGuard.Guarded connection) {
    HttpServerResponse response =
        request
            .response()
            .setStatusCode(fault.status())
            .putHeader("Content-Type", "text/plain; charset=utf-8");
    if (request.version() == HttpVersion.HTTP_2) {
      VertxExchange.ignore(
          fault.isMalformed() ? response.reset(PROTOCOL_ERROR) : response.end(fault.text()));
      return;
    }
    connection.endsHere();
    response
        .putHeader("Connection", "close")
        .end(fault.text())
        .onComplete(_ -> VertxExchange.ignore(request.connection().close()));
  }

  private VertxExchange exchange(
      HttpServerRequest request,
      Context context,
      RequestBody body,
      ConnectionGuard.Guarded connection,
      boolean upgrade) {
    return new VertxExchange(request, context, body, connection, limits.writeTimeout(), upgrade);
  }

  private static boolean mayHaveBody(HttpServerRequest request) {
    return switch (request.method().name()) {
      case "GET", "HEAD", "OPTIONS" -> false;
      default -> true;
    };
  }

  private void run(VertxExchange exchange) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                handler.accept(exchange);
              } catch (RejectedExecutionException stopped) {
                // the server has been stopped; nobody waits for the answer any more
              } finally {
                exchange.handled();
                connections.of(exchange.connection()).ends(exchange.isStream(), System.nanoTime());
              }
            });
  }

  private void reloadCertificates() {
    HttpServer running = server;
    if (running == null || !tls.changed()) {
      return;
    }
    try {
      running
          .updateSSLOptions(options().getSslOptions())
          .onSuccess(_ -> log.info("The serving certificate was reloaded"))
          .onFailure(GatewayServer::notReloaded);
    } catch (PkiException e) {
      notReloaded(e);
    }
  }

  private static void notReloaded(Throwable why) {
    log.warn("The serving certificate cannot be reloaded: {}", why.toString());
  }

  /** The port that is listened on. */
  public int port() {
    HttpServer running = server;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running.actualPort();
  }

  /** Stops taking connections, lets running requests end, then closes. */
  public void stop() {
    HttpServer running = server;
    if (running != null) {
      await(running.shutdown(GRACE).toCompletionStage().toCompletableFuture());
    }
    Vertx made = vertx;
    if (made != null) {
      await(made.close().toCompletionStage().toCompletableFuture());
    }
    handshakeThreads.shutdown();
  }

  private static void await(java.util.concurrent.CompletableFuture<?> future) {
    try {
      future.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the API port cannot be served: " + e.getMessage(), e);
    }
  }
}
