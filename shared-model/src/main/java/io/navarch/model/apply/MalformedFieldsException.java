package io.navarch.model.apply;

/** A {@code FieldsV1} that cannot be read. */
final class MalformedFieldsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedFieldsException(String message) {
    super(message, null, false, false);
  }
}
