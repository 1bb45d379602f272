package io.navarch.model.decode;

import java.util.Optional;

/** What is done about unknown and duplicate fields: the request parameter of the same name. */
public enum FieldValidation {
  IGNORE,
  WARN,
  STRICT;

  /**
   * @param parameter as given; empty means the server's default, Warn
   * @return empty if the parameter is none of the three
   */
  public static Optional<FieldValidation> of(String parameter) {
    return switch (parameter) {
      case "", "Warn" -> Optional.of(WARN);
      case "Ignore" -> Optional.of(IGNORE);
      case "Strict" -> Optional.of(STRICT);
      default -> Optional.empty();
    };
  }
}
