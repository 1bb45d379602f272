package io.navarch.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** A running answer whose writes are WebSocket messages. */
final class WebSocketStream implements Exchange.ResponseStream {
  private final ServerWebSocket socket;
  private final Exchange.MessageForm form;
  private final ByteBudget.Share waiting;
  private final StreamGate gate = new StreamGate();

  /**
   * @param waiting room for what the connection's client does not take
   */
  WebSocketStream(ServerWebSocket socket, Exchange.MessageForm form, ByteBudget.Share waiting) {
    this.socket = socket;
    this.form = form;
    this.waiting = waiting;
    socket.exceptionHandler(_ -> gate.closed());
    socket.closeHandler(_ -> gate.closed());
    socket.drainHandler(_ -> gate.writable());
    socket.handler(_ -> {});
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
      VertxExchange.ignore(
          switch (form) {
            case TEXT -> socket.writeTextMessage(new String(bytes, StandardCharsets.UTF_8));
            case BINARY -> socket.writeBinaryMessage(Buffer.buffer(bytes));
            case BASE64 -> socket.writeTextMessage(Base64.getEncoder().encodeToString(bytes));
            case BINARY_WITHOUT_LENGTH ->
                socket.writeBinaryMessage(Buffer.buffer(bytes).slice(Integer.BYTES, bytes.length));
          });
    }
  }

  @Override
  public boolean isWritable() {
    return !socket.writeQueueFull();
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
      VertxExchange.ignore(socket.close());
      gate.closed();
    }
  }
}
