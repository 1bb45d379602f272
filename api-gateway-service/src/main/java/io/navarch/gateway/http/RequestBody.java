package io.navarch.gateway.http;

import io.navarch.model.status.ApiException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Collects a request's body on the event loop, up to the limit, for a thread that waits for it. */
final class RequestBody {
  /** Upstream's limit for the body of one resource request. */
  static final int LIMIT = 3 * 1024 * 1024;

  private static final byte[] NOTHING = {};
  private static final long PATIENCE_SECONDS = 60;

  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private Buffer collected = Buffer.buffer();

  private RequestBody() {}

  static RequestBody none() {
    RequestBody body = new RequestBody();
    body.whole.complete(NOTHING);
    return body;
  }

  /** Must be called on the event loop, before the request handler returns. */
  static RequestBody of(HttpServerRequest request) {
    RequestBody body = new RequestBody();
    request.handler(body::take);
    request.endHandler(_ -> body.whole.complete(body.collected.getBytes()));
    request.exceptionHandler(body.whole::completeExceptionally);
    return body;
  }

  private void take(Buffer part) {
    if (whole.isDone()) {
      return;
    }
    if (collected.length() + part.length() > LIMIT) {
      collected = Buffer.buffer();
      whole.completeExceptionally(
          ApiException.entityTooLarge("Request entity too large: limit is " + LIMIT));
      return;
    }
    collected.appendBuffer(part);
  }

  /** Nobody waits for the rest any more. */
  void giveUp() {
    whole.completeExceptionally(new Exchange.ClientGoneException());
  }

  /** Runs when the body is whole or has failed. */
  void whenComplete(Runnable action) {
    whole.whenComplete((_, _) -> action.run());
  }

  byte[] await() {
    try {
      return whole.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiException refused) {
        throw refused;
      }
      throw new Exchange.ClientGoneException();
    } catch (TimeoutException e) {
      throw ApiException.badRequest("the request body did not arrive in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Exchange.ClientGoneException();
    }
  }
}
