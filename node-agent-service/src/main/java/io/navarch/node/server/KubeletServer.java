package io.navarch.node.server;

import io.navarch.model.client.ClientIdentity.KeyedChain;
import io.navarch.model.pki.JdkServerTls;
import io.navarch.model.pki.Pem;
import io.navarch.model.upgrade.AnyMethodUpgrade;
import io.navarch.node.NodeAgent;
import io.navarch.node.NodeAgentProperties;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
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
  private @Nullable HttpServer server;

  public KubeletServer(NodeAgentProperties properties, NodeAgent agent) {
    this.properties = properties;
    this.routes = new KubeletRoutes(agent);
  }

  /** Says what does not work while there is no certificate to serve with. */
  public void explainSilence() {
    log.warn(
        "There is no serving certificate yet (navarch.node.tls-cert, or one that the cluster issues): logs, exec and port-forward are not served");
  }

  /**
   * Shows this certificate from now on: starts listening where it does not yet, failures to bind
   * are thrown; else only new connections see a difference.
   */
  public synchronized void serve(KeyedChain shown) {
    HttpServer running = server;
    if (running == null) {
      server = listening(shown);
      return;
    }
    running
        .updateSSLOptions(options(shown).getSslOptions())
        .onFailure(e -> log.warn("The new serving certificate cannot be used: {}", e.toString()));
  }

  /** Where it listens, also where any free port was asked for; 0 while it does not. */
  public synchronized int port() {
    HttpServer running = server;
    return running == null ? 0 : running.actualPort();
  }

  private HttpServerOptions options(KeyedChain shown) {
    StringBuilder certificates = new StringBuilder();
    shown.certificates().forEach(certificate -> certificates.append(Pem.encode(certificate)));
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setSslEngineOptions(new JdkServerTls())
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(certificates.toString()))
                    .addKeyValue(Buffer.buffer(Pem.encode(shown.key()))))
            .setUseAlpn(false)
            .setCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false);
    Path ca = properties.clientCa();
    if (ca != null) {
      options
          .setClientAuth(ClientAuth.REQUEST)
          .setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
    }
    return options;
  }

  private HttpServer listening(KeyedChain shown) {
    Vertx fresh =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    vertx = fresh;
    HttpServer made =
        fresh
            .createHttpServer(options(shown))
            .connectionHandler(AnyMethodUpgrade::allowOn)
            .requestHandler(this::accept);
    try {
      return made.listen(properties.port(), properties.address())
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while starting to listen", e);
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
