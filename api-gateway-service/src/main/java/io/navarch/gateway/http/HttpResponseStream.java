package io.navarch.gateway.http;

import io.vertx.core.http.HttpServerResponse;

/** A running HTTP answer over Vert.x, which begins with its head. */
final class HttpResponseStream extends GatedStream {
  /** Of HTTP/2 (RFC 9113, section 7); on HTTP/1.1 the connection ends. */
  private static final long INTERNAL_ERROR = 2;

  private final HttpServerResponse response;

  private final LoopOutbox outbox;

  /**
   * @param waiting room for what the connection's client does not take
   */
  HttpResponseStream(HttpServerResponse response, LoopOutbox outbox, ByteBudget.Share waiting) {
    super(waiting);
    this.response = response;
    this.outbox = outbox;
    response.exceptionHandler(_ -> gate.closed());
    response.closeHandler(_ -> gate.closed());
    response.endHandler(_ -> gate.closed());
    response.drainHandler(_ -> gate.writable());
    // The head takes the way of the body: on another one the outbox, if it is already on its way to
    // the loop, would overtake it.
    outbox.add(() -> VertxExchange.ignore(response.writeHead()));
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
  public void abort() {
    if (gate.isOpen()) {
      outbox.add(() -> VertxExchange.ignore(response.reset(INTERNAL_ERROR)));
      gate.closed();
    }
  }

  @Override
  public void close() {
    if (gate.isOpen()) {
      outbox.add(() -> VertxExchange.ignore(response.end()));
      gate.closed();
    }
  }
}
