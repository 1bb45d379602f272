package io.navarch.gateway.configfile;

import io.navarch.model.status.FieldError;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that cannot be used; the message names every reason. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(String message) {
    super(message);
  }

  /** All that is wrong in one file. */
  static ConfigurationException of(String what, List<FieldError> errors) {
    return new ConfigurationException(
        what + ": " + errors.stream().map(FieldError::toString).collect(Collectors.joining("; ")));
  }
}
