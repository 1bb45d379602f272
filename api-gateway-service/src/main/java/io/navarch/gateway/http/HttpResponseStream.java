package io.navarch.gateway.http;

import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/** A running HTTP answer over Vert.x, which begins with its head. */
final class HttpResponseStream implements Exchange.ResponseStream {
  private final HttpServerResponse response;
  private final StreamGate gate = new StreamGate();

  private final LoopOutbox outbox;
  private final ByteBudget.Share waiting;

  /**
   * @param waiting room for what the connection's client does not take
   */
  HttpResponseStream(HttpServerResponse response, LoopOutbox outbox, ByteBudget.Share waiting) {
    this.response = response;
    this.outbox = outbox;
    this.waiting = waiting;
    response.exceptionHandler(_ -> gate.closed());
    response.closeHandler(_ -> gate.closed());
    response.endHandler(_ -> gate.closed());
    response.drainHandler(_ -> gate.writable());
    // The head takes the way of the body: on another one the outbox, if it is already on its way to
    // the loop, would overtake it.
    outbox.add(() -> VertxExchange.ignore(response.writeHead()));
  }

  @Override
  public void write(byte[] bytes) {
    gate.requireOpen();
    send(bytes);
    gate.awaitWritable(this::isWritable);
  }

  @Override
  public void send(byte[] bytes) {
    if (gate.isOpen()) {
      outbox.add(() -> VertxExchange.ignore(response.write(VertxExchange.wrap(bytes))));
    }
  }

  @Override
  public boolean isWritable() {
    return !response.writeQueueFull();
  }

  @Override
  public boolean awaitWritable(Duration patience) {
    return gate.awaitWritable(this::isWritable, patience);
  }

  @Override
  public boolean reserve(int bytes) {
    return waiting.take(bytes);
  }

  @Override
  public void release(long bytes) {
    waiting.give(bytes);
  }

  @Override
  public void onWritable(Runnable callback) {
    gate.onWritable(callback);
  }

  @Override
  public boolean isOpen() {
    return gate.isOpen();
  }

  @Override
  public void onClose(Runnable callback) {
    gate.onClose(callback);
  }

  @Override
  public void close() {
    if (gate.isOpen()) {
      outbox.add(() -> VertxExchange.ignore(response.end()));
      gate.closed();
    }
  }
}
