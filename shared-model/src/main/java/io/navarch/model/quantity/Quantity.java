package io.navarch.model.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * An amount of a resource, such as {@code 100m}, {@code 1.5Gi} or {@code 3e6}: an exact decimal
 * number with the notation it was given in. Rules and texts are those of the Kubernetes API ({@code
 * resource.Quantity}). Two quantities are equal when their canonical texts are.
 */
public final class Quantity implements Comparable<Quantity> {
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final BigInteger KIBI_INTEGER = BigInteger.valueOf(1024);
  private static final BigDecimal LARGEST_BINARY = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final String[] BINARY_SUFFIXES = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final String[] DECIMAL_SUFFIXES = {
    "n", "u", "m", "", "k", "M", "G", "T", "P", "E"
  };
  private static final int NANO = 9;
  private static final int DIGITS_BEYOND_LONG = 25;

  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI, "0");

  /** The notation of the suffix. */
  public enum Format {
    DECIMAL_SI,
    BINARY_SI,
    DECIMAL_EXPONENT
  }

  private final BigDecimal value;
  private final Format format;
  private final String text;

  Quantity(BigDecimal value, Format format, String text) {
    this.value = value;
    this.format = format;
    this.text = text;
  }

  /**
   * Reads a quantity.
   *
   * @throws MalformedQuantityException with the API's text if it is none
   */
  public static Quantity parse(String text) {
    return QuantityParser.parse(text);
  }

  /** Whole units, in decimal notation. */
  public static Quantity of(long value) {
    return of(BigDecimal.valueOf(value), Format.DECIMAL_SI);
  }

  /** Thousandths, in decimal notation. */
  public static Quantity ofMilli(long milli) {
    return of(BigDecimal.valueOf(milli, 3), Format.DECIMAL_SI);
  }

  public static Quantity of(BigDecimal value, Format format) {
    return new Quantity(value, format, canonical(value, format));
  }

  public BigDecimal value() {
    return value;
  }

  public Format format() {
    return format;
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  public int signum() {
    return value.signum();
  }

  /** Whole units, a part of one rounded up, capped at the range of a long. */
  public long wholeUnits() {
    return capped(value);
  }

  /** Thousandths, a part of one rounded up, capped at the range of a long. */
  public long milliUnits() {
    return capped(value.movePointRight(3));
  }

  private static long capped(BigDecimal amount) {
    if (amount.precision() - amount.scale() > DIGITS_BEYOND_LONG) {
      return amount.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    BigInteger whole = amount.setScale(0, RoundingMode.UP).toBigInteger();
    if (whole.bitLength() < Long.SIZE) {
      return whole.longValue();
    }
    return whole.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /** The notation stays this one's, unless this is zero. */
  public Quantity add(Quantity other) {
    return of(value.add(other.value), isZero() ? other.format : format);
  }

  public Quantity subtract(Quantity other) {
    return of(value.subtract(other.value), isZero() ? other.format : format);
  }

  public Quantity negate() {
    return of(value.negate(), format);
  }

  public Quantity multiply(long factor) {
    return of(value.multiply(BigDecimal.valueOf(factor)), format);
  }

  /** Rounded up, away from zero, to thousandths, as resource lists keep their amounts. */
  public Quantity roundUpToMilli() {
    return value.scale() <= 3 || value.stripTrailingZeros().scale() <= 3
        ? this
        : of(value.setScale(3, RoundingMode.UP), format);
  }

  static String canonical(BigDecimal value, Format format) {
    if (value.signum() == 0) {
      return "0";
    }
    return switch (format) {
      case DECIMAL_SI -> decimal(value, false);
      case DECIMAL_EXPONENT -> decimal(value, true);
      case BINARY_SI ->
          value.abs().compareTo(KIBI) < 0 || value.stripTrailingZeros().scale() > 0
              ? decimal(value, false)
              : binary(value.toBigIntegerExact());
    };
  }

  private static String decimal(BigDecimal value, boolean exponentNotation) {
    BigDecimal stripped = value.stripTrailingZeros();
    int exponent = Math.floorDiv(-stripped.scale(), 3) * 3;
    if (!exponentNotation) {
      exponent = Math.clamp(exponent, -NANO, 18);
    }
    String digits = stripped.movePointLeft(exponent).setScale(0, RoundingMode.UP).toPlainString();
    if (exponentNotation) {
      return exponent == 0 ? digits : digits + "e" + exponent;
    }
    return digits + DECIMAL_SUFFIXES[(exponent + NANO) / 3];
  }

  private static String binary(BigInteger value) {
    BigInteger number = value;
    int suffix = 0;
    while (suffix < BINARY_SUFFIXES.length - 1) {
      BigInteger[] divided = number.divideAndRemainder(KIBI_INTEGER);
      if (divided[1].signum() != 0) {
        break;
      }
      number = divided[0];
      suffix++;
    }
    return number + BINARY_SUFFIXES[suffix];
  }

  static BigDecimal cap(BigDecimal value, Format format) {
    if (format != Format.BINARY_SI) {
      return value;
    }
    return value.abs().compareTo(LARGEST_BINARY) > 0
        ? LARGEST_BINARY.multiply(BigDecimal.valueOf(value.signum()))
        : value;
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Quantity q && text.equals(q.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }

  /** The canonical text. */
  @Override
  public String toString() {
    return text;
  }
}
