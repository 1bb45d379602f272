package io.navarch.gateway.encryption;

/** A stored value that no configured key opens. The message holds nothing secret. */
final class UndecryptableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UndecryptableException(String message) {
    super(message, null, false, false);
  }
}
