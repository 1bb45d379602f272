package io.navarch.launcher.process;

import org.jspecify.annotations.Nullable;

/** A program that the launcher needs did not do its work; the message is meant for the user. */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
