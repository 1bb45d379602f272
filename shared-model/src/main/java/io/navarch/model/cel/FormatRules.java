package io.navarch.model.cel;

/**
 * What the clauses of {@code format} take, as refusals say it: before anything runs ({@link
 * FormatChecks}) and when it does ({@link TextFormat}).
 */
final class FormatRules {
  static final String TEXT =
      "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types,"
          + " durations, and timestamps";
  static final String DECIMAL = "decimal clause can only be used on integers";
  static final String FIXED = "fixed-point clause can only be used on doubles";
  static final String SCIENTIFIC = "scientific clause can only be used on doubles";
  static final String BINARY = "only integers and bools can be formatted as binary";
  static final String OCTAL = "octal clause can only be used on integers";
  static final String HEX = "only integers, byte buffers, and strings can be formatted as hex";

  private FormatRules() {}
}
