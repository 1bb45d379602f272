package io.navarch.model.cel;

import io.navarch.model.json.GoNumbers;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Values of the standard types as texts, and back, as {@code string()} and its like have it. */
final class CelTexts {
  private CelTexts() {}

  /** {@code 1}, {@code 0.1}, {@code 1e+21}, {@code -0}, {@code NaN}, {@code +Inf}. */
  static String of(double number) {
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    return number == 0 && 1 / number < 0 ? "-0" : GoNumbers.shown(number);
  }

  /** With no more decimals of the second than there are. */
  static String of(Instant time) {
    String text = DateTimeFormatter.ISO_INSTANT.format(time);
    int point = text.indexOf('.');
    return point < 0 ? text : text.replaceFirst("0*Z$", "Z");
  }

  static Optional<Boolean> truth(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
      case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
