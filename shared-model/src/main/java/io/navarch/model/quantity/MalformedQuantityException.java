package io.navarch.model.quantity;

/** The text is no quantity; the message is the API's. */
public final class MalformedQuantityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedQuantityException(String message) {
    super(message, null, false, false);
  }
}
