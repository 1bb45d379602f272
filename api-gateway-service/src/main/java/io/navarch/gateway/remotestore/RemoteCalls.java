package io.navarch.gateway.remotestore;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.store.StoreException;
import io.navarch.model.store.wire.StoreWire;
import io.navarch.model.store.wire.WireError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * Calls to the store's process. Reads are repeated while it cannot be reached; writes are not, for
 * one that failed may have taken effect. Streams have a connection of their own, so that one that
 * is read slowly holds no call up.
 */
final class RemoteCalls implements AutoCloseable {
  /** Reads an answer's body. */
  interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  /** Writes a request's body. */
  interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  private final URI base;
  private final Duration timeout;
  private final HttpClient calls;
  private final HttpClient streams;
  private final Retry retry;

  RemoteCalls(RemoteStoreOptions options) {
    base = options.endpoint().resolve(StoreWire.BASE + "/");
    timeout = options.timeout();
    @Nullable SSLContext tls = tls(options);
    calls = client(tls);
    streams = client(tls);
    retry =
        Retry.of(
            "state-store",
            RetryConfig.custom()
                .maxAttempts(4)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(100, 2.0))
                .retryOnException(StoreException.Unavailable.class::isInstance)
                .build());
  }

  private HttpClient client(@Nullable SSLContext tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).connectTimeout(timeout);
    return (tls == null ? builder : builder.sslContext(tls)).build();
  }

  private static @Nullable SSLContext tls(RemoteStoreOptions options) {
    if (options.ca() == null) {
      return null;
    }
    PemSslStoreDetails trust = PemSslStoreDetails.forCertificate(options.ca().toUri().toString());
    @Nullable PemSslStoreDetails own =
        options.cert() == null || options.key() == null
            ? null
            : PemSslStoreDetails.forCertificate(options.cert().toUri().toString())
                .withPrivateKey(options.key().toUri().toString());
    return SslBundle.of(new PemSslStoreBundle(own, trust)).createSslContext();
  }

  /**
   * A call's path and query.
   *
   * @param parameters names and values in turn
   */
  static String path(String call, Object... parameters) {
    StringBuilder path = new StringBuilder(call);
    for (int i = 0; i < parameters.length; i += 2) {
      path.append(i == 0 ? '?' : '&')
          .append(parameters[i])
          .append('=')
          .append(URLEncoder.encode(parameters[i + 1].toString(), StandardCharsets.UTF_8));
    }
    return path.toString();
  }

  <T> T read(String path, String accept, Reader<T> reader) {
    return retry.executeSupplier(() -> once("GET", path, accept, null, reader));
  }

  /** A call that is harmless to repeat though it is not a read. */
  <T> T repeatable(String method, String path, String accept, Reader<T> reader) {
    return retry.executeSupplier(() -> once(method, path, accept, null, reader));
  }

  <T> T once(String method, String path, String accept, @Nullable Writer body, Reader<T> reader) {
    HttpRequest.Builder request = request(method, path, accept, body).timeout(timeout);
    HttpResponse<byte[]> response = send(calls, request.build(), BodyHandlers.ofByteArray());
    InputStream in = new ByteArrayInputStream(response.body());
    try {
      requireSuccess(response, in);
      return reader.read(new DataInputStream(in));
    } catch (IOException e) {
      throw new StoreException.Unavailable("the state store sent a broken answer", e);
    }
  }

  /** Opens a stream; the caller closes it. */
  InputStream stream(String path, String accept) {
    return retry.executeSupplier(() -> openStream(path, accept));
  }

  private InputStream openStream(String path, String accept) {
    HttpResponse<InputStream> response =
        send(streams, request("GET", path, accept, null).build(), BodyHandlers.ofInputStream());
    try {
      requireSuccess(response, response.body());
      return response.body();
    } catch (IOException e) {
      throw new StoreException.Unavailable("the state store sent a broken answer", e);
    }
  }

  private HttpRequest.Builder request(
      String method, String path, String accept, @Nullable Writer body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).header("Accept", accept);
    BodyPublisher content = BodyPublishers.noBody();
    if (body != null) {
      request.header("Content-Type", StoreWire.MEDIA_TYPE);
      content = BodyPublishers.ofByteArray(bytes(body));
    }
    return request.method(method, content);
  }

  private static byte[] bytes(Writer body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
    try {
      body.write(new DataOutputStream(out));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  private static <T> HttpResponse<T> send(
      HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      throw new StoreException.Unavailable("the state store cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException.Unavailable("interrupted", e);
    }
  }

  private static void requireSuccess(HttpResponse<?> response, InputStream body)
      throws IOException {
    if (response.statusCode() / 100 == 2) {
      return;
    }
    String text;
    try (body) {
      text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
    String kind = response.headers().firstValue(StoreWire.ERROR_HEADER).orElse("");
    String message = message(text);
    if (kind.equals("IllegalArgument")) {
      throw new IllegalArgumentException(message);
    }
    long revision = response.headers().firstValueAsLong(StoreWire.REVISION_HEADER).orElse(0);
    throw WireError.exception(
        kind, kind.isEmpty() ? response.statusCode() + ": " + message : message, revision);
  }

  private static String message(String body) {
    try {
      return Json.read(body) instanceof Map<?, ?> error
              && error.get("message") instanceof String message
          ? message
          : body;
    } catch (MalformedJsonException e) {
      return body;
    }
  }

  @Override
  public void close() {
    calls.shutdownNow();
    streams.shutdownNow();
  }
}
