package io.navarch.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sends a body that lies in many pieces: some parts are on their way at a time, and the next is put
 * together when one has left. So the memory that an answer takes does not grow with its length, and
 * other answers of the loop come in between. Lives on the response's event loop.
 */
final class AnswerSender {
  /** How many bytes are written at once. */
  private static final int PART = 64 * 1024;

  /** As many parts keep the connection busy while the next is made. */
  private static final int MOST_UNDER_WAY = 4;

  private final HttpServerResponse response;
  private final AnswerBody.Reader rest;
  private final Promise<Void> sent = Promise.promise();

  /** Arrays of parts that have left. */
  private final Deque<byte[]> free = new ArrayDeque<>(MOST_UNDER_WAY);

  private int underWay;
  private boolean writing;

  AnswerSender(HttpServerResponse response, AnswerBody body) {
    this.response = response;
    this.rest = body.reader();
  }

  /** Is done when the last byte has left, or fails when the client is gone. */
  Future<Void> sent() {
    return sent.future();
  }

  /** Writes as much as may be under way; begins the answer or goes on with it. */
  void send() {
    if (writing) {
      return;
    }
    writing = true;
    try {
      while (rest.remaining() > 0 && underWay < MOST_UNDER_WAY && !sent.future().isComplete()) {
        underWay++;
        write(nextPart(), rest.remaining() == 0);
      }
    } finally {
      writing = false;
    }
  }

  /** Bytes that have left make room for the next. */
  private ByteBuf nextPart() {
    byte[] array = free.isEmpty() ? new byte[PART] : free.pop();
    ByteBuf part = Unpooled.wrappedBuffer(array).clear();
    rest.read(Math.min(PART, rest.remaining()), part);
    return part;
  }

  private void write(ByteBuf part, boolean last) {
    Buffer bytes = BufferInternal.buffer(part);
    Future<Void> write;
    try {
      write = last ? response.end(bytes) : response.write(bytes);
    } catch (IllegalStateException e) {
      // The stream has been closed while this waited for its turn.
      sent.tryFail(e);
      return;
    }
    write.onComplete(
        done -> {
          underWay--;
          if (done.failed()) {
            sent.tryFail(done.cause());
          } else if (last) {
            sent.tryComplete();
          } else {
            free.push(part.array());
            send();
          }
        });
  }
}
