package io.navarch.model.cel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as the API writes them: {@code 1h30m}, {@code 1.5s}. */
public final class GoDuration {
  private static final Pattern PART = Pattern.compile("([0-9]*\\.?[0-9]*)(ns|us|µs|μs|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns",
          1L,
          "us",
          1_000L,
          "µs",
          1_000L,
          "μs",
          1_000L,
          "ms",
          1_000_000L,
          "s",
          1_000_000_000L,
          "m",
          60_000_000_000L,
          "h",
          3_600_000_000_000L);

  /** A number with whatever stands before the next one. */
  private static final Pattern ANY_PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d*)([^.\\d]*)");

  private GoDuration() {}

  /** The duration that the text says, or null where it says none. */
  public static @Nullable Duration parseOrNull(String text) {
    try {
      return parse(text);
    } catch (CelFault e) {
      return null;
    }
  }

  /** Why a text is no duration, in Go's words; empty where it is one. */
  public static String fault(String text) {
    String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    Matcher part = ANY_PART.matcher(rest);
    while (part.lookingAt() && !part.group(1).equals(".")) {
      String unit = part.group(2);
      if (unit.isEmpty()) {
        return rest.equals("0") ? "" : "time: missing unit in duration \"" + text + "\"";
      }
      if (!NANOS.containsKey(unit)) {
        return "time: unknown unit \"" + unit + "\" in duration \"" + text + "\"";
      }
      part.region(part.end(), rest.length());
    }
    return parseOrNull(text) == null ? "time: invalid duration \"" + text + "\"" : "";
  }

  static Duration parse(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(rest);
    int end = 0;
    while (part.lookingAt()) {
      if (part.group(1).isEmpty() || part.group(1).equals(".")) {
        throw invalid(text);
      }
      long unit = NANOS.getOrDefault(part.group(2), 1L);
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
      end = part.end();
      part.region(end, rest.length());
    }
    if (end == 0 || end < rest.length()) {
      throw invalid(text);
    }
    try {
      long exact = nanos.setScale(0, RoundingMode.DOWN).longValueExact();
      return Duration.ofNanos(negative ? -exact : exact);
    } catch (ArithmeticException tooLong) {
      throw invalid(text);
    }
  }

  private static CelFault invalid(String text) {
    return CelFault.of("time: invalid duration \"" + text + "\"");
  }

  /** In seconds, as expressions turn durations into text. */
  public static String write(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds())
            .add(BigDecimal.valueOf(duration.getNano(), 9))
            .stripTrailingZeros();
    return seconds.toPlainString() + "s";
  }
}
