package io.navarch.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A running answer whose writes are WebSocket messages. */
final class WebSocketStream extends GatedStream {
  private final ServerWebSocket socket;
  private final Exchange.MessageForm form;

  /**
   * @param waiting room for what the connection's client does not take
   */
  WebSocketStream(ServerWebSocket socket, Exchange.MessageForm form, ByteBudget.Share waiting) {
    super(waiting);
    this.socket = socket;
    this.form = form;
    socket.exceptionHandler(_ -> gate.closed());
    socket.closeHandler(_ -> gate.closed());
    socket.drainHandler(_ -> gate.writable());
    socket.handler(_ -> {});
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
  public void close() {
    if (gate.isOpen()) {
      VertxExchange.ignore(socket.close());
      gate.closed();
    }
  }
}
