package io.navarch.model.protobuf;

/** The bytes are not a message of the API. */
public final class MalformedProtobufException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedProtobufException(String message) {
    super(message, null, false, false);
  }
}
