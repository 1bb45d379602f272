package io.navarch.gateway.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of one kind may lie in memory: of all connections together, and of one. Bodies of
 * requests are taken in before it is known who sends them, and what slow clients do not take waits
 * here; nobody may make the gateway keep very much.
 */
final class ByteBudget {
  private final long most;
  private final long mostEach;
  private final AtomicLong held = new AtomicLong();

  ByteBudget(long most, long mostEach) {
    this.most = most;
    this.mostEach = mostEach;
  }

  Share share() {
    return new Share();
  }

  /** What one connection has of it. */
  final class Share {
    private final AtomicLong own = new AtomicLong();

    private Share() {}

    /**
     * @return false where it is too much; then nothing was taken
     */
    boolean take(int bytes) {
      if (own.addAndGet(bytes) > mostEach) {
        own.addAndGet(-bytes);
        return false;
      }
      if (held.addAndGet(bytes) > most) {
        give(bytes);
        return false;
      }
      return true;
    }

    void give(long bytes) {
      own.addAndGet(-bytes);
      held.addAndGet(-bytes);
    }
  }
}
