package io.navarch.model.decode;

import io.navarch.model.json.Json;
import io.navarch.model.schema.Schema.Scalar;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Times as the API writes them: whole seconds for {@code Time}, six fractional digits for {@code
 * MicroTime}, both in UTC. Any offset and, for {@code Time}, any fraction is read.
 */
public final class Timestamps {
  private static final String SECONDS_LAYOUT = "2006-01-02T15:04:05Z07:00";
  private static final String MICRO_LAYOUT = "2006-01-02T15:04:05.000000Z07:00";
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  private Timestamps() {}

  public static void check(String text, Scalar scalar) {
    if (!isCanonicalForm(text, scalar)) {
      parse(text, scalar);
    }
  }

  /**
   * The time as it is written.
   *
   * @throws DecodeException if it is none
   */
  public static String canonical(String text, Scalar scalar) {
    if (isCanonicalForm(text, scalar)) {
      return text;
    }
    return format(parse(text, scalar), scalar);
  }

  /**
   * The instant that a time of RFC 3339 means, read as Go's {@code time.Parse} reads it.
   *
   * @throws DecodeException if it is none
   */
  public static Instant instant(String text) {
    return parse(text, Scalar.TIME).toInstant();
  }

  private static String format(OffsetDateTime time, Scalar scalar) {
    return time.withOffsetSameInstant(ZoneOffset.UTC)
        .format(scalar == Scalar.TIME ? SECONDS : MICROS);
  }

  /** Whether it stands exactly as it would be written; days of the month up to 28 only. */
  private static boolean isCanonicalForm(String text, Scalar scalar) {
    boolean seconds = scalar == Scalar.TIME;
    return text.length() == (seconds ? 20 : 27)
        && text.charAt(text.length() - 1) == 'Z'
        && text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':'
        && number(text, 0, 4) >= 0
        && inRange(number(text, 5, 2), 1, 12)
        && inRange(number(text, 8, 2), 1, 28)
        && inRange(number(text, 11, 2), 0, 23)
        && inRange(number(text, 14, 2), 0, 59)
        && inRange(number(text, 17, 2), 0, 59)
        && (seconds || text.charAt(19) == '.' && number(text, 20, 6) >= 0);
  }

  private static boolean inRange(int value, int low, int high) {
    return value >= low && value <= high;
  }

  /** The digits at a place, or -1 if there are others than digits. */
  private static int number(String text, int from, int count) {
    if (from + count > text.length()) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + count; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  private static OffsetDateTime parse(String text, Scalar scalar) {
    Scanner scanner = new Scanner(text, scalar == Scalar.TIME ? SECONDS_LAYOUT : MICRO_LAYOUT);
    int year = scanner.digits(4, "2006");
    scanner.literal("-");
    int month = scanner.ranged("01", 1, 12, "month");
    scanner.literal("-");
    int day = scanner.digits(2, "02");
    scanner.literal("T");
    int hour = scanner.hour();
    scanner.literal(":");
    int minute = scanner.ranged("04", 0, 59, "minute");
    scanner.literal(":");
    int second = scanner.ranged("05", 0, 59, "second");
    int nanos = scalar == Scalar.TIME ? scanner.optionalFraction() : scanner.micros();
    ZoneOffset offset = scanner.offset();
    scanner.end();
    if (day < 1 || day > LocalDate.of(year, month, 1).lengthOfMonth()) {
      throw scanner.failure(": day out of range");
    }
    return OffsetDateTime.of(
        LocalDateTime.of(year, month, day, hour, minute, second, nanos), offset);
  }

  /** Reads element after element of the layout and fails in the words of Go's time parser. */
  private static final class Scanner {
    private final String text;
    private final String layout;
    private int at;

    Scanner(String text, String layout) {
      this.text = text;
      this.layout = layout;
    }

    int digits(int count, String element) {
      int value = number(text, at, count);
      if (value < 0) {
        throw cannotParse(element);
      }
      at += count;
      return value;
    }

    /** The only element that may stand without its leading zero. */
    int hour() {
      boolean one = number(text, at, 1) >= 0 && number(text, at, 2) < 0;
      return inRange(digits(one ? 1 : 2, "15"), 0, 23, "hour");
    }

    int ranged(String element, int low, int high, String name) {
      return inRange(digits(2, element), low, high, name);
    }

    private int inRange(int value, int low, int high, String name) {
      if (!Timestamps.inRange(value, low, high)) {
        throw failure(": " + name + " out of range");
      }
      return value;
    }

    void literal(String literal) {
      if (!text.startsWith(literal, at)) {
        throw cannotParse(literal);
      }
      at += literal.length();
    }

    int optionalFraction() {
      if (at >= text.length() || text.charAt(at) != '.' && text.charAt(at) != ',') {
        return 0;
      }
      int end = at + 1;
      int nanos = 0;
      int place = 100_000_000;
      while (end < text.length() && Character.isDigit(text.charAt(end))) {
        nanos += (text.charAt(end) - '0') * place;
        place /= 10;
        end++;
      }
      if (end > at + 1) {
        at = end;
      }
      return nanos;
    }

    int micros() {
      boolean point = at < text.length() && text.charAt(at) == '.';
      int value = point ? number(text, at + 1, 6) : -1;
      if (value < 0) {
        throw cannotParse(".000000");
      }
      at += 7;
      return value * 1_000;
    }

    ZoneOffset offset() {
      if (text.startsWith("Z", at)) {
        at++;
        return ZoneOffset.UTC;
      }
      int hours = number(text, at + 1, 2);
      int minutes = number(text, at + 4, 2);
      boolean signed = at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-');
      if (!signed || hours < 0 || minutes < 0 || text.charAt(at + 3) != ':') {
        throw cannotParse("Z07:00");
      }
      int seconds = (hours * 60 + minutes) * 60;
      boolean west = text.charAt(at) == '-';
      at += 6;
      try {
        return ZoneOffset.ofTotalSeconds(west ? -seconds : seconds);
      } catch (DateTimeException e) {
        throw failure(": time zone offset hour out of range");
      }
    }

    void end() {
      if (at < text.length()) {
        throw failure(": extra text: " + Json.writeString(text.substring(at)));
      }
    }

    private DecodeException cannotParse(String element) {
      return failure(
          " as \""
              + layout
              + "\": cannot parse "
              + Json.writeString(text.substring(Math.min(at, text.length())))
              + " as \""
              + element
              + "\"");
    }

    DecodeException failure(String detail) {
      return new DecodeException("parsing time " + Json.writeString(text) + detail);
    }
  }
}
