package io.navarch.gateway.http;

import java.time.Duration;

/** What all running answers have in common: a gate that says whether the client keeps up. */
abstract class GatedStream implements Exchange.ResponseStream {
  final StreamGate gate = new StreamGate();
  private final ByteBudget.Share waiting;

  /**
   * @param waiting room for what the connection's client does not take
   */
  GatedStream(ByteBudget.Share waiting) {
    this.waiting = waiting;
  }

  @Override
  public final void write(byte[] bytes) {
    gate.requireOpen();
    send(bytes);
    gate.awaitWritable(this::isWritable);
  }

  @Override
  public final boolean awaitWritable(Duration patience) {
    return gate.awaitWritable(this::isWritable, patience);
  }

  @Override
  public final boolean reserve(int bytes) {
    return waiting.take(bytes);
  }

  @Override
  public final void release(long bytes) {
    waiting.give(bytes);
  }

  @Override
  public final void onWritable(Runnable callback) {
    gate.onWritable(callback);
  }

  @Override
  public final boolean isOpen() {
    return gate.isOpen();
  }

  @Override
  public final void onClose(Runnable callback) {
    gate.onClose(callback);
  }
}
