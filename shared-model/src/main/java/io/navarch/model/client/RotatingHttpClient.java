package io.navarch.model.client;

import io.navarch.model.pki.PkiException;
import io.navarch.model.pki.TlsMaterial;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * A client that shows what its identity has at the moment. A changed certificate means new
 * connections: requests that run finish on the old ones, watches are cut after a while and begin
 * anew.
 */
final class RotatingHttpClient extends HttpClient {
  /** How long what runs may still use the old connections. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  /** For requests that took the old client just before it was replaced. */
  private static final Duration HAND_OVER = Duration.ofSeconds(1);

  private final ClientIdentity identity;
  private final TrustManager[] trust;
  private final Function<SSLContext, HttpClient> maker;
  private volatile Shown shown;

  private record Shown(ClientIdentity.KeyedChain chain, HttpClient client) {}

  /**
   * @param maker a client that uses this context
   */
  RotatingHttpClient(
      ClientIdentity identity, TrustManager[] trust, Function<SSLContext, HttpClient> maker) {
    this.identity = identity;
    this.trust = trust.clone();
    this.maker = maker;
    this.shown = fresh(identity.current());
  }

  private Shown fresh(ClientIdentity.KeyedChain chain) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(TlsMaterial.keys(chain.certificates(), chain.key()), trust, null);
      return new Shown(chain, maker.apply(context));
    } catch (GeneralSecurityException e) {
      throw new PkiException("cannot use a client certificate: " + e.getMessage(), e);
    }
  }

  private HttpClient current() {
    ClientIdentity.KeyedChain chain = identity.current();
    Shown now = shown;
    return now.chain() == chain ? now.client() : changeOver(chain);
  }

  private synchronized HttpClient changeOver(ClientIdentity.KeyedChain chain) {
    Shown old = shown;
    if (old.chain() != chain) {
      shown = fresh(chain);
      Thread.ofVirtual().name("client-change-over").start(() -> retire(old.client()));
    }
    return shown.client();
  }

  private static void retire(HttpClient old) {
    try {
      Thread.sleep(HAND_OVER);
      old.shutdown();
      old.awaitTermination(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      old.shutdownNow();
    }
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    return current().send(request, body);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> body) {
    return current().sendAsync(request, body);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> body,
      HttpResponse.PushPromiseHandler<T> pushes) {
    return current().sendAsync(request, body, pushes);
  }

  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    return current().newWebSocketBuilder();
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return shown.client().cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return shown.client().connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return shown.client().followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return shown.client().proxy();
  }

  @Override
  public SSLContext sslContext() {
    return shown.client().sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return shown.client().sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return shown.client().authenticator();
  }

  @Override
  public Version version() {
    return shown.client().version();
  }

  @Override
  public Optional<Executor> executor() {
    return shown.client().executor();
  }

  @Override
  public void shutdown() {
    shown.client().shutdown();
  }

  @Override
  public boolean awaitTermination(Duration duration) throws InterruptedException {
    return shown.client().awaitTermination(duration);
  }

  @Override
  public boolean isTerminated() {
    return shown.client().isTerminated();
  }

  @Override
  public void shutdownNow() {
    shown.client().shutdownNow();
  }

  @Override
  public void close() {
    shown.client().close();
  }
}
