package io.navarch.gateway.stream;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One stream of a {@link SpdyConnection}. */
final class SpdyStream {
  private final SpdyConnection connection;
  private final int id;
  private final Sink sink;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Takes what arrives. */
  @FunctionalInterface
  interface Sink {
    void accept(byte[] bytes);
  }

  SpdyStream(SpdyConnection connection, int id, Sink sink) {
    this.connection = connection;
    this.id = id;
    this.sink = sink;
  }

  int id() {
    return id;
  }

  void write(byte[] bytes) throws IOException {
    connection.data(id, bytes, false);
  }

  /** Tells the other side that nothing more comes. */
  void end() throws IOException {
    connection.data(id, new byte[0], true);
  }

  void receive(byte[] bytes, boolean last) {
    if (bytes.length > 0) {
      sink.accept(bytes);
    }
    if (last) {
      ended.complete(null);
    }
  }

  void broken(String why) {
    ended.completeExceptionally(new IOException(why));
  }

  /**
   * Waits until the other side has sent all of this stream.
   *
   * @throws IOException if it broke off before
   */
  void awaitEnd() throws IOException, InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
    }
  }
}
