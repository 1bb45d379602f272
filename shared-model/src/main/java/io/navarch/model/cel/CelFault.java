package io.navarch.model.cel;

import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;

/** An evaluation error with the API's own text. */
@SuppressWarnings("serial")
final class CelFault extends CelRuntimeException {
  private final String message;

  private CelFault(String message) {
    super((Throwable) null, CelErrorCode.INVALID_ARGUMENT);
    this.message = message;
  }

  static CelFault of(String message) {
    return new CelFault(message);
  }

  static CelFault noSuchKey(Object key) {
    return new CelFault("no such key: " + key);
  }

  @Override
  public String getMessage() {
    return message;
  }
}
