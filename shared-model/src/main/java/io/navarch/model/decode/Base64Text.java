package io.navarch.model.decode;

/** Standard base64 with padding, as Go's decoder takes it: line breaks are skipped. */
public final class Base64Text {
  private Base64Text() {}

  /**
   * @throws DecodeException at the first byte that does not belong there
   */
  public static void check(String text) {
    int quantum = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        i++;
      } else if (c == '=') {
        padding(text, i, quantum);
        return;
      } else if (isDigit(c)) {
        quantum = (quantum + 1) % 4;
        i++;
      } else {
        throw illegal(i);
      }
    }
    if (quantum != 0) {
      throw illegal(text.length() - quantum);
    }
  }

  private static void padding(String text, int first, int quantum) {
    if (quantum < 2) {
      throw illegal(first);
    }
    int needed = 4 - quantum;
    int i = first;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '=' && needed > 0) {
        needed--;
      } else if (c != '\n' && c != '\r') {
        throw illegal(i);
      }
      i++;
    }
    if (needed > 0) {
      throw illegal(text.length());
    }
  }

  private static boolean isDigit(char c) {
    return c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || c >= '0' && c <= '9'
        || c == '+'
        || c == '/';
  }

  private static DecodeException illegal(int at) {
    String fault = "illegal base64 data at input byte " + at;
    return new DecodeException(fault, "error decoding from json: " + fault);
  }

  /** The text without line breaks. */
  public static String canonical(String text) {
    return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
        ? text
        : text.replace("\n", "").replace("\r", "");
  }
}
