package io.navarch.model.decode;

/** The document does not fit its kind; the message is what stands behind "cannot be handled as". */
public final class DecodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean ofUnmarshaler;

  DecodeException(String message) {
    this(message, false);
  }

  private DecodeException(String message, boolean ofUnmarshaler) {
    super(message, null, false, false);
    this.ofUnmarshaler = ofUnmarshaler;
  }

  /** A refusal of a type that reads its own JSON, such as a time. */
  static DecodeException ofUnmarshaler(String message) {
    return new DecodeException(message, true);
  }

  /** Whether a type that reads its own JSON refuses it. */
  public boolean isOfUnmarshaler() {
    return ofUnmarshaler;
  }
}
