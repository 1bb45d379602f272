package io.navarch.examples.redis;

/** Redis refused a command or did not answer; trying again later may help. */
final class RedisException extends Exception {
  private static final long serialVersionUID = 1L;

  RedisException(String message) {
    super(message);
  }
}
