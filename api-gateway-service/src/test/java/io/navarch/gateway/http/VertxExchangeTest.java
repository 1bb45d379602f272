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
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;

class VertxExchangeTest {
  private static final byte[] LARGE = new byte[512 * 1024];

  static {
    new Random(1).nextBytes(LARGE);
  }

  /** One connection's guard, kept for all requests. */
  private ConnectionGuard.Guarded connection;

  @ParameterizedTest
  @CsvSource({"GET, false", "HEAD, false", "GET, true", "HEAD, true"})
  void aLargeAnswerLeavesItsPlaceToTheNext(String method, boolean inPieces) throws Exception {
    AnswerBody body = inPieces ? pieces() : AnswerBody.of(LARGE);
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer server =
          vertx
              .createHttpServer()
              .requestHandler(request -> answer(vertx, request, body))
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
        if (method.equals("GET")) {
          assertThat(answer.body()).isEqualTo(LARGE);
        }
      }
      assertThat(connection.outlet().enter()).as("the outlet is free again").isTrue();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  /** The same bytes in pieces of 0 to 3 KB. */
  private static AnswerBody pieces() {
    AnswerBody.Builder builder = new AnswerBody.Builder(1);
    int at = 0;
    for (int size = 0; at < LARGE.length; size = (size + 701) % 3_000) {
      int end = Math.min(LARGE.length, at + size);
      builder.add(Arrays.copyOfRange(LARGE, at, end));
      at = end;
    }
    return builder.build();
  }

  private void answer(Vertx vertx, HttpServerRequest request, AnswerBody body) {
    ServerLimits defaults = new Binder().bindOrCreate("limits", ServerLimits.class);
    ConnectionGuard guard = new ConnectionGuard(defaults);
    connection = guard.of(request.connection());
    Context context = vertx.getOrCreateContext();
    VertxExchange exchange =
        new VertxExchange(
            request, context, RequestBody.none(), connection, Duration.ofSeconds(30), false);
    Thread.startVirtualThread(
        () -> {
          exchange.awaitOutlet();
          exchange.respond(200, "application/json", body);
          exchange.awaitTaken();
          exchange.handled();
        });
  }
}
