package io.navarch.model.format;

import io.navarch.model.json.GoStrings;

/**
 * Says what is wrong with the text of an IP address, in the words of Go's {@code netip.ParseAddr},
 * which stand in many of the API's refusals.
 */
public final class AddressText {
  private static final int GROUPS = 8;

  private final String whole;
  private String rest;
  private int groups;
  private boolean shortened;

  private AddressText(String whole) {
    this.whole = whole;
    this.rest = whole;
  }

  /** Empty where it is an address; a zone may follow one of version 6. */
  public static String violation(String text) {
    AddressText address = new AddressText(text);
    String wrong = address.firstMark();
    return wrong.isEmpty() ? "" : "ParseAddr(" + GoStrings.quoted(text) + "): " + wrong;
  }

  /** What comes first decides which version is meant. */
  private String firstMark() {
    for (int i = 0; i < whole.length(); i++) {
      switch (whole.charAt(i)) {
        case '.':
          return version4(whole);
        case ':':
          return version6();
        case '%':
          return "missing IPv6 address";
        default:
          break;
      }
    }
    return "unable to parse IP";
  }

  private static String at(String message, String place) {
    return message + " (at " + GoStrings.quoted(place) + ")";
  }

  private static String version4(String text) {
    int value = 0;
    int digits = 0;
    int points = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        if (digits == 1 && value == 0) {
          return "IPv4 field has octet with leading zero";
        }
        value = value * 10 + c - '0';
        digits++;
        if (value > 255) {
          return "IPv4 field has value >255";
        }
      } else if (c != '.') {
        return at("unexpected character", text.substring(i));
      } else if (digits == 0 || i == text.length() - 1) {
        return at("IPv4 field must have at least one digit", text.substring(i));
      } else if (++points > 3) {
        return "IPv4 address too long";
      } else {
        value = 0;
        digits = 0;
      }
    }
    return points < 3 ? "IPv4 address too short" : "";
  }

  private String version6() {
    int percent = whole.indexOf('%');
    if (percent == whole.length() - 1 && percent >= 0) {
      return "zone must be a non-empty string";
    }
    rest = percent < 0 ? whole : whole.substring(0, percent);
    if (rest.startsWith("::")) {
      shortened = true;
      rest = rest.substring(2);
    }
    while (!rest.isEmpty() && groups < GROUPS) {
      String wrong = group();
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    if (!rest.isEmpty()) {
      return at("trailing garbage after address", rest);
    }
    if (groups < GROUPS && !shortened) {
      return "address string too short";
    }
    return groups == GROUPS && shortened ? "the :: must expand to at least one field of zeros" : "";
  }

  private String group() {
    int length = 0;
    while (length < rest.length() && Character.digit(rest.charAt(length), 16) >= 0) {
      length++;
      if (length > 4) {
        return at("each group must have 4 or less digits", rest);
      }
    }
    if (length == 0) {
      return at("each colon-separated field must have at least one digit", rest);
    }
    if (length < rest.length() && rest.charAt(length) == '.') {
      return embedded();
    }
    groups++;
    String after = rest.substring(length);
    if (after.isEmpty()) {
      rest = after;
      return "";
    }
    if (after.charAt(0) != ':') {
      return at("unexpected character, want colon", after);
    }
    if (after.length() == 1) {
      return at("colon must be followed by more characters", after);
    }
    rest = after.substring(1);
    if (rest.charAt(0) != ':') {
      return "";
    }
    if (shortened) {
      return at("multiple :: in address", rest);
    }
    shortened = true;
    rest = rest.substring(1);
    return "";
  }

  /** The last two groups in the form of version 4. */
  private String embedded() {
    if (!shortened && groups != GROUPS - 2) {
      return at("embedded IPv4 address must replace the final 2 fields of the address", rest);
    }
    if (groups > GROUPS - 2) {
      return at("too many hex fields to fit an embedded IPv4 at the end of the address", rest);
    }
    String last = rest;
    rest = "";
    groups += 2;
    return version4(last);
  }
}
