package io.navarch.model.decode;

/** The document does not fit its kind; the message is what stands behind "cannot be handled as". */
public final class DecodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DecodeException(String message) {
    super(message, null, false, false);
  }
}
