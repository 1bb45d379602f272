package io.navarch.model.decode;

/** The document does not fit its kind; the message is what stands behind "cannot be handled as". */
public final class DecodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String converted;

  DecodeException(String message) {
    this(message, message);
  }

  /**
   * @param converted what upstream says where it converts the same value without JSON between
   */
  DecodeException(String message, String converted) {
    super(message, null, false, false);
    this.converted = converted;
  }

  /**
   * What upstream says where it turns a tree into an object without JSON between, as it does after
   * a strategic merge patch.
   */
  public String converted() {
    return converted;
  }
}
