package io.navarch.gateway.callout;

/** A call that brought no usable answer. */
public final class CalloutException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean worthRetrying;

  CalloutException(String message, boolean worthRetrying) {
    super(message, null, false, false);
    this.worthRetrying = worthRetrying;
  }

  /** Whether the same call may succeed later: no connection, time-out, 429 and 5xx. */
  public boolean worthRetrying() {
    return worthRetrying;
  }
}
