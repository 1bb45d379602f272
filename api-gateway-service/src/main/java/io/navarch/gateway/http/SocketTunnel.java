package io.navarch.gateway.http;

import io.vertx.core.net.NetSocket;
import java.util.concurrent.LinkedBlockingQueue;

/** A raw connection after a protocol switch. Reads ahead one buffer at a time. */
final class SocketTunnel implements Exchange.Tunnel {
  private static final byte[] END = {};

  private final NetSocket socket;
  private final LinkedBlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
  private final StreamGate gate = new StreamGate();

  /** To be made on the socket's event loop, before it can deliver anything. */
  SocketTunnel(NetSocket socket) {
    this.socket = socket;
    socket.pause();
    socket.handler(buffer -> arrived.add(buffer.getBytes()));
    socket.endHandler(_ -> arrived.add(END));
    socket.exceptionHandler(_ -> end());
    socket.closeHandler(_ -> end());
    socket.drainHandler(_ -> gate.writable());
    socket.fetch(1);
  }

  private void end() {
    gate.closed();
    arrived.add(END);
  }

  @Override
  public byte[] read() {
    try {
      byte[] next = arrived.take();
      if (next.length == 0) {
        arrived.add(END);
      } else {
        socket.fetch(1);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return END;
    }
  }

  @Override
  public void write(byte[] bytes) {
    gate.requireOpen();
    VertxExchange.ignore(socket.write(VertxExchange.wrap(bytes)));
    gate.awaitWritable(() -> !socket.writeQueueFull());
  }

  @Override
  public void close() {
    VertxExchange.ignore(socket.close());
  }
}
