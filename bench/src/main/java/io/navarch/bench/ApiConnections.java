package io.navarch.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.navarch.model.client.GatewayClients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A number of HTTP/2 connections to an API server. Each is a client of its own, since one client
 * has one connection a server.
 */
final class ApiConnections implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final URI server;
  private final String token;
  private final List<HttpClient> clients;
  private final SSLContext trust;

  /**
   * @param trust believes the server and shows no certificate
   */
  private ApiConnections(URI server, String token, List<HttpClient> clients, SSLContext trust) {
    this.server = server;
    this.token = token;
    this.clients = clients;
    this.trust = trust;
  }

  /**
   * @param count of connections
   * @throws IllegalArgumentException if the kubeconfig cannot be used
   */
  static ApiConnections open(Path kubeconfig, int count) {
    Config config = GatewayClients.config(kubeconfig, "navarch-bench");
    try {
      SSLContext tls = SSLUtils.sslContext(config);
      String token = config.getAutoOAuthToken() == null ? "" : config.getAutoOAuthToken();
      URI server = URI.create(config.getMasterUrl().replaceAll("/$", ""));
      return new ApiConnections(
          server,
          token,
          Stream.generate(() -> client(tls)).limit(count).toList(),
          SSLUtils.sslContext(new KeyManager[0], SSLUtils.trustManagers(config)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the kubeconfig cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * The same server as another user, over connections of its own.
   *
   * @param token a bearer token
   */
  ApiConnections as(String token, int count) {
    return new ApiConnections(
        server, token, Stream.generate(() -> client(trust)).limit(count).toList(), trust);
  }

  private static HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_2)
        .sslContext(tls)
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  /**
   * A request to a path of the API.
   *
   * @param accept the media type of the answer
   */
  HttpRequest.Builder request(String path, String accept) {
    return endless(path, accept).timeout(PATIENCE);
  }

  /** A request whose answer may go on for ever. */
  HttpRequest.Builder endless(String path, String accept) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path)).header("Accept", accept);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  /**
   * Asks for a watch over one of the connections.
   *
   * @param events takes the answer's body
   */
  Watch watch(
      int connection, String path, Supplier<HttpResponse.BodySubscriber<@Nullable Void>> events) {
    CompletableFuture<@Nullable Void> accepted = new CompletableFuture<>();
    CompletableFuture<?> answer =
        client(connection)
            .sendAsync(
                endless(path, PodWorkloads.JSON).build(),
                head -> {
                  if (head.statusCode() == 200) {
                    accepted.complete(null);
                  } else {
                    accepted.completeExceptionally(
                        new IllegalStateException("a watch was refused: " + head.statusCode()));
                  }
                  return events.get();
                });
    var unused =
        answer.exceptionally(
            e -> {
              accepted.completeExceptionally(e);
              return null;
            });
    return new Watch(accepted, answer);
  }

  /**
   * A watch that was asked for.
   *
   * @param accepted done when the server has accepted it
   * @param answer the whole; cancelling it ends the watch
   */
  record Watch(CompletableFuture<@Nullable Void> accepted, CompletableFuture<?> answer) {}

  /** Sends a request over one of the connections. */
  HttpResponse<byte[]> send(int connection, HttpRequest request) throws IOException {
    try {
      return clients
          .get(connection % clients.size())
          .send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  HttpClient client(int connection) {
    return clients.get(connection % clients.size());
  }

  @Override
  public void close() {
    clients.forEach(HttpClient::shutdownNow);
  }
}
