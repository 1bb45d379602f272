package io.navarch.gateway.audit;

/** Where events go. Must not fail and must not keep a request waiting for long. */
interface AuditSink extends AutoCloseable {
  /**
   * @param event as JSON, on one line
   * @return false where the request must not go on, since the event is lost
   */
  boolean accept(byte[] event);

  /** Lets what was accepted get where it goes. */
  @Override
  default void close() {}
}
