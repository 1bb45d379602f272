package io.navarch.gateway.http;

/** Is told how a request is answered. */
public interface AnswerObserver {
  /** A whole answer. */
  void answered(int status, String contentType, AnswerBody body);

  /** A stream or a protocol switch has begun. */
  void begun(int status);

  /** The stream that had begun is over; may be called more than once. */
  void ended();
}
