package io.navarch.model.jsonpath;

/** A text that is no JSON path. */
public final class MalformedJsonPathException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedJsonPathException(String message) {
    super(message);
  }
}
