package io.navarch.gateway.callout;

import java.net.http.HttpTimeoutException;

/** A call that brought no usable answer. */
public final class CalloutException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Cause cause;

  /** Why there is none. */
  public enum Cause {
    /** No connection, 429 and 5xx: the same call may succeed later. */
    PASSING,
    /** The answer did not come in time; it may the next time. */
    TIMEOUT,
    /** Nobody waits for the answer any more. */
    CANCELED,
    /** The answer is no use, and will not be the next time. */
    LASTING
  }

  CalloutException(String message, Cause cause) {
    super(message, null, false, false);
    this.cause = cause;
  }

  /** For a call to {@code server} that failed on its way. */
  public static CalloutException of(String server, Exception e) {
    return new CalloutException(
        server + ": " + e.getClass().getSimpleName(),
        e instanceof HttpTimeoutException ? Cause.TIMEOUT : Cause.PASSING);
  }

  public Cause why() {
    return cause;
  }

  /** Whether the same call may succeed later: no connection, time-out, 429 and 5xx. */
  public boolean worthRetrying() {
    return cause != Cause.LASTING;
  }
}
