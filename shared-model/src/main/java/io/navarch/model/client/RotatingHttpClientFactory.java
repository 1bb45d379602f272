package io.navarch.model.client;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** Gives the Kubernetes client HTTP clients whose certificate can change. */
final class RotatingHttpClientFactory extends JdkHttpClientFactory {
  private final ClientIdentity identity;
  private final TrustManager[] trust;

  RotatingHttpClientFactory(ClientIdentity identity, TrustManager[] trust) {
    this.identity = identity;
    this.trust = trust.clone();
  }

  @Override
  protected HttpClient.Builder createNewHttpClientBuilder() {
    return new Recorded();
  }

  /** Keeps what was asked for, so that a client can be made the same way again. */
  private final class Recorded implements HttpClient.Builder {
    private final List<Consumer<HttpClient.Builder>> steps = new ArrayList<>();

    private HttpClient.Builder step(Consumer<HttpClient.Builder> step) {
      steps.add(step);
      return this;
    }

    @Override
    public HttpClient.Builder cookieHandler(CookieHandler handler) {
      return step(b -> b.cookieHandler(handler));
    }

    @Override
    public HttpClient.Builder connectTimeout(Duration duration) {
      return step(b -> b.connectTimeout(duration));
    }

    /** Not kept: the identity and the authorities decide. */
    @Override
    public HttpClient.Builder sslContext(SSLContext ignored) {
      return this;
    }

    @Override
    public HttpClient.Builder sslParameters(SSLParameters parameters) {
      return step(b -> b.sslParameters(parameters));
    }

    @Override
    public HttpClient.Builder executor(Executor executor) {
      return step(b -> b.executor(executor));
    }

    @Override
    public HttpClient.Builder followRedirects(HttpClient.Redirect policy) {
      return step(b -> b.followRedirects(policy));
    }

    @Override
    public HttpClient.Builder version(HttpClient.Version version) {
      return step(b -> b.version(version));
    }

    @Override
    public HttpClient.Builder priority(int priority) {
      return step(b -> b.priority(priority));
    }

    @Override
    public HttpClient.Builder proxy(ProxySelector selector) {
      return step(b -> b.proxy(selector));
    }

    @Override
    public HttpClient.Builder authenticator(Authenticator authenticator) {
      return step(b -> b.authenticator(authenticator));
    }

    @Override
    public HttpClient.Builder localAddress(InetAddress address) {
      return step(b -> b.localAddress(address));
    }

    @Override
    public HttpClient build() {
      List<Consumer<HttpClient.Builder>> asked = List.copyOf(steps);
      return new RotatingHttpClient(
          identity,
          trust,
          context -> {
            HttpClient.Builder builder = HttpClient.newBuilder();
            asked.forEach(step -> step.accept(builder));
            return builder.sslContext(context).build();
          });
    }
  }
}
