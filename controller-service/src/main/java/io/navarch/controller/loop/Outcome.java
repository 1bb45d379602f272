package io.navarch.controller.loop;

import java.time.Duration;

/** What came of reconciling one key. */
public sealed interface Outcome {

  /** The world is as wanted, or a change is under way that will bring the key back. */
  record Done() implements Outcome {}

  /** Nothing to do until the delay is over. */
  record RequeueAfter(Duration delay) implements Outcome {}

  /**
   * It did not work.
   *
   * @param retryable whether the key comes back after its backoff, or waits for the next change
   */
  record Failed(boolean retryable, String reason) implements Outcome {}

  Outcome DONE = new Done();

  static Outcome after(Duration delay) {
    return new RequeueAfter(delay);
  }

  static Outcome retry(String reason) {
    return new Failed(true, reason);
  }
}
