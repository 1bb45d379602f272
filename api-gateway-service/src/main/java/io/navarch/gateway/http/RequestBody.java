package io.navarch.gateway.http;

import io.navarch.model.status.ApiException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Collects a request's body on the event loop, up to the limit, for a thread that waits for it. */
final class RequestBody {
  /** Upstream's limit for the body of one resource request. */
  static final int LIMIT = 3 * 1024 * 1024;

  private static final String TOO_MUCH =
      "too many bytes of requests are under way; please try again later";
  private static final byte[] NOTHING = {};
  private static final long PATIENCE_SECONDS = 60;

  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final ByteBudget.@Nullable Share budget;
  private Buffer collected = Buffer.buffer();

  private RequestBody(ByteBudget.@Nullable Share budget) {
    this.budget = budget;
  }

  static RequestBody none() {
    RequestBody body = new RequestBody(null);
    body.whole.complete(NOTHING);
    return body;
  }

  /**
   * @param held what the request's head has taken of the budget, given back as if it were a body
   */
  static RequestBody none(ByteBudget.Share budget, int held) {
    RequestBody body = new RequestBody(budget);
    body.taken.set(held);
    body.whole.complete(NOTHING);
    return body;
  }

  /**
   * Must be called on the event loop, before the request handler returns.
   *
   * @param budget of the connection; what is taken of it is given back by {@link #release}
   * @param held what the request's head has taken of it
   */
  static RequestBody of(HttpServerRequest request, ByteBudget.Share budget, int held) {
    RequestBody body = new RequestBody(budget);
    body.taken.set(held);
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
      refuse(ApiException.entityTooLarge("Request entity too large: limit is " + LIMIT));
      return;
    }
    if (budget != null && !budget.take(part.length())) {
      refuse(ApiException.tooManyRequests(TOO_MUCH, 1));
      return;
    }
    taken.addAndGet(part.length());
    collected.appendBuffer(part);
  }

  private void refuse(ApiException refusal) {
    collected = Buffer.buffer();
    whole.completeExceptionally(refusal);
  }

  /** The body is needed no more. */
  void release() {
    if (budget != null) {
      budget.give(taken.getAndSet(0));
    }
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
