package io.navarch.launcher;

/** Something the user can mend; the message says what is wrong and what to do. */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserException(String message) {
    super(message);
  }
}
