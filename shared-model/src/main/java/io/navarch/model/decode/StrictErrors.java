package io.navarch.model.decode;

import java.util.List;

/** The texts of what strict decoding finds. */
final class StrictErrors {
  private StrictErrors() {}

  static String unknown(String path) {
    return "unknown field \"" + path + "\"";
  }

  static String duplicate(String path) {
    return "duplicate field \"" + path + "\"";
  }

  static String joined(List<String> errors) {
    return "strict decoding error: " + String.join(", ", errors);
  }
}
