package io.navarch.model.format;

/** A text is no URL; the message says why, without the text. */
public final class MalformedUrlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedUrlException(String message) {
    super(message);
  }
}
