package io.navarch.gateway.http;

import io.vertx.core.http.ServerWebSocket;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A WebSocket whose binary messages go both ways. Reads ahead one message at a time. */
final class WebSocketMessages implements Exchange.MessageTunnel {
  private final ServerWebSocket socket;
  private final LinkedBlockingQueue<Optional<byte[]>> arrived = new LinkedBlockingQueue<>();
  private final StreamGate gate = new StreamGate();

  /** To be made on the socket's event loop, before it can deliver anything. */
  WebSocketMessages(ServerWebSocket socket) {
    this.socket = socket;
    socket.pause();
    socket.handler(message -> arrived.add(Optional.of(message.getBytes())));
    socket.exceptionHandler(_ -> end());
    socket.endHandler(_ -> end());
    socket.closeHandler(_ -> end());
    socket.drainHandler(_ -> gate.writable());
    socket.fetch(1);
  }

  private void end() {
    gate.closed();
    arrived.add(Optional.empty());
  }

  @Override
  public byte @Nullable [] receive() {
    try {
      Optional<byte[]> next = arrived.take();
      if (next.isEmpty()) {
        arrived.add(next);
        return null;
      }
      socket.fetch(1);
      return next.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Override
  public void send(byte[] message) {
    gate.requireOpen();
    VertxExchange.ignore(socket.writeBinaryMessage(VertxExchange.wrap(message)));
    gate.awaitWritable(() -> !socket.writeQueueFull());
  }

  @Override
  public void close() {
    if (gate.isOpen()) {
      VertxExchange.ignore(socket.close());
    }
  }
}
