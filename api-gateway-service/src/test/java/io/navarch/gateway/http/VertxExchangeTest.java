package io.navarch.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;

class VertxExchangeTest {
  private static final byte[] LARGE = new byte[512 * 1024];

  /** One connection's guard, kept for all requests. */
  private ConnectionGuard.Guarded connection;

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void aLargeAnswerLeavesItsPlaceToTheNext(String method) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer server =
          vertx
              .createHttpServer()
              .requestHandler(request -> answer(vertx, request))
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .method(method, HttpRequest.BodyPublishers.noBody())
              .timeout(Duration.ofSeconds(30))
              .build();
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(LARGE.length);
      }
      assertThat(connection.outlet().enter()).as("the outlet is free again").isTrue();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  private void answer(Vertx vertx, HttpServerRequest request) {
    ServerLimits defaults = new Binder().bindOrCreate("limits", ServerLimits.class);
    ConnectionGuard guard = new ConnectionGuard(defaults);
    connection = guard.of(request.connection());
    Context context = vertx.getOrCreateContext();
    VertxExchange exchange =
        new VertxExchange(request, context, RequestBody.none(), connection, Duration.ofSeconds(30));
    Thread.startVirtualThread(
        () -> {
          exchange.awaitOutlet();
          exchange.respond(200, "application/json", LARGE);
          exchange.awaitTaken();
          exchange.handled();
        });
  }
}
