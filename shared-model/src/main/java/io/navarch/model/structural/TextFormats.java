package io.navarch.model.structural;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The formats of texts that schemas of custom resources may name; unknown ones are ignored. Dashes
 * in a format's name do not count.
 */
public final class TextFormats {
  private static final String HEX = "[0-9a-f]";
  private static final Set<String> NUMBER_FORMATS = Set.of("int32", "int64", "float", "double");
  private static final Pattern SHORT_NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern LONG_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern GO_DURATION =
      Pattern.compile(
          "[-+]?(0|(\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))*");
  private static final Pattern WORD_DURATION =
      Pattern.compile("((\\d+)\\s*([A-Za-zµ]+))(\\s*(\\d+)\\s*([A-Za-zµ]+))*");
  private static final Set<String> DURATION_UNITS =
      Set.of(
          "ns",
          "nano",
          "nanosecond",
          "nanoseconds",
          "nanos",
          "us",
          "µs",
          "micro",
          "micros",
          "microsecond",
          "microseconds",
          "ms",
          "milli",
          "millis",
          "millisecond",
          "milliseconds",
          "s",
          "sec",
          "secs",
          "second",
          "seconds",
          "m",
          "min",
          "mins",
          "minute",
          "minutes",
          "h",
          "hr",
          "hrs",
          "hour",
          "hours",
          "d",
          "day",
          "days",
          "w",
          "wk",
          "wks",
          "week",
          "weeks");

  private static final Map<String, Predicate<String>> KNOWN =
      Map.ofEntries(
          Map.entry("bsonobjectid", matching("^[0-9a-fA-F]{24}$")),
          Map.entry("uri", TextFormats::isRequestUri),
          Map.entry("email", matching("^[^@\\s<>]+@[^@\\s<>]+$")),
          Map.entry(
              "hostname",
              matching(
                  "^([a-zA-Z0-9\\p{L}\\p{N}]([a-zA-Z0-9\\p{L}\\p{N}_-]{0,61}[a-zA-Z0-9\\p{L}\\p{N}])?)"
                      + "(\\.[a-zA-Z0-9\\p{L}\\p{N}]([a-zA-Z0-9\\p{L}\\p{N}_-]{0,61}[a-zA-Z0-9\\p{L}\\p{N}])?)*\\.?$")),
          Map.entry("ipv4", text -> isAddress(text) && text.indexOf(':') < 0),
          Map.entry("ipv6", text -> isAddress(text) && text.indexOf(':') >= 0),
          Map.entry("cidr", TextFormats::isCidr),
          Map.entry("mac", matching("^(?i)([0-9a-f]{2}[:-]){5}([0-9a-f]{2})$")),
          Map.entry("uuid", uuid(HEX, HEX)),
          Map.entry("uuid3", uuid("3", HEX)),
          Map.entry("uuid4", uuid("4", "[89ab]")),
          Map.entry("uuid5", uuid("5", "[89ab]")),
          Map.entry("isbn", text -> isIsbn10(text) || isIsbn13(text)),
          Map.entry("isbn10", TextFormats::isIsbn10),
          Map.entry("isbn13", TextFormats::isIsbn13),
          Map.entry("creditcard", matching("^[0-9 -]{12,23}$")),
          Map.entry("ssn", matching("^\\d{3}[- ]?\\d{2}[- ]?\\d{4}$")),
          Map.entry("hexcolor", matching("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")),
          Map.entry("rgbcolor", TextFormats::isRgb),
          Map.entry("byte", TextFormats::isBase64),
          Map.entry("password", _ -> true),
          Map.entry("date", TextFormats::isDate),
          Map.entry("duration", TextFormats::isDuration),
          Map.entry("datetime", TextFormats::isDateTime),
          Map.entry(
              "k8sshortname", text -> text.length() <= 63 && SHORT_NAME.matcher(text).matches()),
          Map.entry(
              "k8slongname", text -> text.length() <= 253 && LONG_NAME.matcher(text).matches()));

  private TextFormats() {}

  private static String plain(String format) {
    return format.replace("-", "");
  }

  /** Whether texts are checked for this format. */
  static boolean isKnown(String format) {
    return KNOWN.containsKey(plain(format));
  }

  /**
   * Whether a schema may name the format without a warning.
   *
   * @param type of the schema; empty where it has none
   */
  public static boolean isRecognized(String type, String format) {
    return switch (type) {
      case "", "string" -> isKnown(format);
      case "integer" -> format.equals("int32") || format.equals("int64");
      case "number" -> NUMBER_FORMATS.contains(format) && !format.startsWith("int");
      default -> false;
    };
  }

  static boolean matches(String format, String text) {
    Predicate<String> rule = KNOWN.get(plain(format));
    return rule == null || rule.test(text);
  }

  private static Predicate<String> matching(String expression) {
    Pattern pattern = Pattern.compile(expression);
    return text -> pattern.matcher(text).find();
  }

  private static Predicate<String> uuid(String version, String variant) {
    return matching(
        "^(?i)" + HEX + "{8}-?" + HEX + "{4}-?" + version + HEX + "{3}-?" + variant + HEX + "{3}-?"
            + HEX + "{12}$");
  }

  /** As Go's {@code url.ParseRequestURI}: absolute, or a path from the root. */
  private static boolean isRequestUri(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() || text.startsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isAddress(String text) {
    try {
      return !text.isEmpty()
          && text.indexOf('%') < 0
          && text.indexOf('[') < 0
          && (text.indexOf(':') >= 0 || text.chars().filter(c -> c == '.').count() == 3)
          && java.net.InetAddress.ofLiteral(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !isAddress(text.substring(0, slash))) {
      return false;
    }
    try {
      int bits = Integer.parseInt(text.substring(slash + 1));
      return bits >= 0 && bits <= (text.indexOf(':') >= 0 ? 128 : 32);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isIsbn10(String text) {
    String digits = text.replace("-", "").replace(" ", "");
    if (!digits.matches("\\d{9}[\\dX]")) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 10; i++) {
      int digit = digits.charAt(i) == 'X' ? 10 : digits.charAt(i) - '0';
      sum += (i + 1) * digit;
    }
    return sum % 11 == 0;
  }

  private static boolean isIsbn13(String text) {
    String digits = text.replace("-", "").replace(" ", "");
    if (!digits.matches("\\d{13}")) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 13; i++) {
      sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
    }
    return sum % 10 == 0;
  }

  private static boolean isRgb(String text) {
    if (!text.matches("rgb\\(\\s*\\d{1,3}\\s*,\\s*\\d{1,3}\\s*,\\s*\\d{1,3}\\s*\\)")) {
      return false;
    }
    for (String part : text.substring(4, text.length() - 1).split(",")) {
      if (Integer.parseInt(part.strip()) > 255) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBase64(String text) {
    try {
      return Base64.getDecoder().decode(text) != null && text.length() % 4 == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isDate(String text) {
    try {
      return text.length() == 10 && LocalDate.parse(text) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isDateTime(String text) {
    try {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text.replace('t', 'T').replace('z', 'Z'))
          != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** As Go writes durations, or a number with a word. */
  private static boolean isDuration(String text) {
    if (GO_DURATION.matcher(text).matches()) {
      return true;
    }
    if (!WORD_DURATION.matcher(text).matches()) {
      return false;
    }
    for (String unit : text.split("[\\d\\s]+")) {
      if (!unit.isEmpty() && !DURATION_UNITS.contains(unit)) {
        return false;
      }
    }
    return true;
  }
}
