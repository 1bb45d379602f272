package io.navarch.gateway.stream;

import io.navarch.gateway.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A client's WebSocket, from the server's side. */
final class FakeMessages implements Exchange.MessageTunnel {
  private final LinkedBlockingQueue<Optional<byte[]>> typed = new LinkedBlockingQueue<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** The client sends a message on a channel. */
  void type(int channel, String text) {
    type(channel, text.getBytes(StandardCharsets.UTF_8));
  }

  void type(int channel, byte... bytes) {
    byte[] message = new byte[bytes.length + 1];
    message[0] = (byte) channel;
    System.arraycopy(bytes, 0, message, 1, bytes.length);
    typed.add(Optional.of(message));
  }

  void go() {
    typed.add(Optional.empty());
  }

  /** What arrived at the client: the channel's number, a colon, the text. */
  List<String> seen() {
    return seen;
  }

  @Override
  public byte[] receive() {
    try {
      return typed.take().orElse(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Override
  public void send(byte[] message) {
    seen.add(message[0] + ":" + new String(message, 1, message.length - 1, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    seen.add("closed");
  }
}
