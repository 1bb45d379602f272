package io.navarch.node.server;

import io.navarch.model.upgrade.PostUpgrade;
import io.navarch.node.NodeAgent;
import io.navarch.node.NodeAgentProperties;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's own API over HTTPS. Without a certificate of its own it does not listen at all. */
public final class KubeletServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KubeletServer.class);

  private final NodeAgentProperties properties;
  private final KubeletRoutes routes;
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable Vertx vertx;

  public KubeletServer(NodeAgentProperties properties, NodeAgent agent) {
    this.properties = properties;
    this.routes = new KubeletRoutes(agent);
  }

  /** Starts listening; failures to bind are thrown. */
  public void start() {
    Path cert = properties.tlsCert();
    Path key = properties.tlsKey();
    if (cert == null || key == null) {
      log.warn(
          "No certificate is set (navarch.node.tls-cert): logs, exec and port-forward are not served");
      return;
    }
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions().setCertPath(cert.toString()).setKeyPath(key.toString()))
            .setUseAlpn(false)
            .setCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false);
    Path ca = properties.clientCa();
    if (ca != null) {
      options
          .setClientAuth(ClientAuth.REQUEST)
          .setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
    }
    Vertx fresh =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    vertx = fresh;
    HttpServer server =
        fresh
            .createHttpServer(options)
            .connectionHandler(PostUpgrade::allowOn)
            .requestHandler(this::accept);
    try {
      server
          .listen(properties.port(), properties.address())
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(
          "The node's API cannot listen on " + properties.address() + ":" + properties.port(), e);
    }
  }

  private void accept(HttpServerRequest request) {
    request.pause();
    handlers.execute(() -> routes.handle(request));
  }

  @Override
  public void close() {
    Vertx running = vertx;
    if (running != null) {
      running
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(5, TimeUnit.SECONDS)
          .exceptionally(e -> null)
          .join();
    }
    handlers.shutdownNow();
  }
}
