package io.navarch.model.decode;

import io.navarch.model.json.MalformedJsonException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Parses the JSON body of a request into a tree, notes members that stand twice, and refuses bad
 * syntax in the words that clients know from Go's parser.
 */
final class JsonParser {
  private static final int MAX_DEPTH = 1_000;
  private static final int MAX_STRICT_ERRORS = 100;
  private static final int DIGITS_OF_A_LONG = 18;

  /** What a double can hold has fewer; reading more takes time that grows with their square. */
  private static final int MAX_NUMBER_LENGTH = 1_000;

  /** How refusals of numbers begin, which do not say that the text is malformed. */
  static final String UNREADABLE_NUMBER = "json: cannot unmarshal number ";

  private final byte[] in;
  private int at;
  private int depth;
  private final List<DuplicateField> duplicates = new ArrayList<>(0);
  private final List<Object> path = new ArrayList<>();

  private JsonParser(byte[] in) {
    this.in = in;
  }

  /**
   * @throws MalformedJsonException if the bytes are not one JSON value
   */
  static JsonDocument parse(byte[] bytes) {
    JsonParser parser = new JsonParser(bytes);
    parser.skipSpace();
    Object root = parser.root();
    parser.skipSpace();
    if (parser.at < bytes.length) {
      throw parser.unexpected("after top-level value");
    }
    return JsonDocument.ofPlaced(root, parser.duplicates);
  }

  private @Nullable Object root() {
    try {
      return value("looking for beginning of value");
    } catch (StackOverflowError e) {
      // Frames can be larger than the limit of the depth reckons with.
      throw new MalformedJsonException("exceeded max depth");
    }
  }

  private @Nullable Object value(String expectation) {
    if (at >= in.length) {
      throw ended();
    }
    return switch (in[at]) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> {
        at++;
        yield string();
      }
      case 't' -> literal("true", Boolean.TRUE);
      case 'f' -> literal("false", Boolean.FALSE);
      case 'n' -> literal("null", null);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw unexpected(expectation);
    };
  }

  private Map<String, Object> object() {
    enter();
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    skipSpace();
    if (peek() == '}') {
      at++;
      depth--;
      return map;
    }
    while (true) {
      if (peek() != '"') {
        throw unexpected("looking for beginning of object key string");
      }
      at++;
      String name = name();
      skipSpace();
      if (peek() != ':') {
        throw unexpected("after object key");
      }
      at++;
      skipSpace();
      member(map, name);
      skipSpace();
      int next = peek();
      if (next == '}') {
        at++;
        depth--;
        return map;
      }
      if (next != ',') {
        throw unexpected("after object key:value pair");
      }
      at++;
      skipSpace();
    }
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private void member(SequencedMap<String, Object> map, String name) {
    path.add(name);
    Object value = value("looking for beginning of value");
    int before = map.size();
    map.put(name, value);
    if (map.size() == before && duplicates.size() < MAX_STRICT_ERRORS) {
      duplicate(map);
    }
    path.removeLast();
  }

  private void duplicate(SequencedMap<String, Object> map) {
    String error = StrictErrors.duplicate(FieldPath.of(path));
    if (duplicates.stream().noneMatch(known -> known.text().equals(error))) {
      String object = FieldPath.of(path.subList(0, path.size() - 1));
      duplicates.add(new DuplicateField(error, object, map.lastEntry().getKey()));
    }
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private List<Object> array() {
    enter();
    List<Object> list = new ArrayList<>(4);
    skipSpace();
    if (peek() == ']') {
      at++;
      depth--;
      return list;
    }
    while (true) {
      path.add(list.size());
      list.add(value("looking for beginning of value"));
      path.removeLast();
      skipSpace();
      int next = peek();
      if (next == ']') {
        at++;
        depth--;
        return list;
      }
      if (next != ',') {
        throw unexpected("after array element");
      }
      at++;
      skipSpace();
    }
  }

  private void enter() {
    at++;
    if (++depth > MAX_DEPTH) {
      throw new MalformedJsonException("exceeded max depth");
    }
  }

  private @Nullable Object literal(String text, @Nullable Object value) {
    for (int i = 1; i < text.length(); i++) {
      at++;
      if (at >= in.length) {
        throw ended();
      }
      if (in[at] != text.charAt(i)) {
        throw unexpected("in literal " + text + " (expecting '" + text.charAt(i) + "')");
      }
    }
    at++;
    return value;
  }

  private String name() {
    int start = at;
    for (int i = start; i < in.length; i++) {
      int c = in[i];
      if (c == '"') {
        at = i + 1;
        return JsonNames.name(in, start, i);
      }
      if (c == '\\' || c < ' ') {
        break;
      }
    }
    return string();
  }

  /** The string whose opening quote was read. */
  private String string() {
    int start = at;
    boolean ascii = true;
    for (int i = start; i < in.length; i++) {
      int c = in[i];
      if (c == '"') {
        at = i + 1;
        return new String(
            in, start, i - start, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
      }
      if (c == '\\') {
        return escapedString(start, i);
      }
      if (c < 0) {
        ascii = false;
      } else if (c < ' ') {
        at = i;
        throw unexpected("in string literal");
      }
    }
    throw ended();
  }

  private String escapedString(int start, int firstEscape) {
    StringBuilder out = new StringBuilder(firstEscape - start + 32);
    int run = start;
    at = firstEscape;
    while (at < in.length) {
      int c = in[at];
      if (c == '"') {
        out.append(utf8(run, at));
        at++;
        return out.toString();
      }
      if (c == '\\') {
        out.append(utf8(run, at));
        at++;
        escape(out);
        run = at;
      } else if (c >= 0 && c < ' ') {
        throw unexpected("in string literal");
      } else {
        at++;
      }
    }
    throw ended();
  }

  private String utf8(int from, int to) {
    return new String(in, from, to - from, StandardCharsets.UTF_8);
  }

  private void escape(StringBuilder out) {
    switch (peek()) {
      case '"', '\\', '/' -> out.append((char) in[at]);
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> {
        char unit = 0;
        for (int i = 0; i < 4; i++) {
          at++;
          int digit = Character.digit(peek(), 16);
          if (digit < 0) {
            throw unexpected("in \\u hexadecimal character escape");
          }
          unit = (char) (unit << 4 | digit);
        }
        out.append(unit);
      }
      default -> throw unexpected("in string escape code");
    }
    at++;
  }

  private Object number() {
    int start = at;
    if (in[at] == '-') {
      at++;
      if (peek() < '0' || peek() > '9') {
        throw unexpected("in numeric literal");
      }
    }
    if (in[at] == '0') {
      at++;
    } else {
      digits();
    }
    boolean integer = true;
    if (at < in.length && in[at] == '.') {
      integer = false;
      at++;
      requireDigit("after decimal point in numeric literal");
      digits();
    }
    if (at < in.length && (in[at] == 'e' || in[at] == 'E')) {
      integer = false;
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      requireDigit("in exponent of numeric literal");
      digits();
    }
    if (at - start > MAX_NUMBER_LENGTH) {
      throw new MalformedJsonException(
          UNREADABLE_NUMBER + "of " + (at - start) + " characters into Go value of type float64");
    }
    return integer ? integer(start) : (Object) fraction(start);
  }

  private double fraction(int start) {
    String text = new String(in, start, at - start, StandardCharsets.ISO_8859_1);
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new MalformedJsonException(UNREADABLE_NUMBER + text + " into Go value of type float64");
    }
    return value;
  }

  private Object integer(int start) {
    boolean negative = in[start] == '-';
    int first = negative ? start + 1 : start;
    if (at - first > DIGITS_OF_A_LONG) {
      BigInteger big =
          new BigInteger(new String(in, start, at - start, StandardCharsets.ISO_8859_1));
      return big.bitLength() < Long.SIZE ? (Object) big.longValue() : big;
    }
    long value = 0;
    for (int i = first; i < at; i++) {
      value = value * 10 + (in[i] - '0');
    }
    return negative ? -value : value;
  }

  private void digits() {
    while (at < in.length && in[at] >= '0' && in[at] <= '9') {
      at++;
    }
  }

  private void requireDigit(String where) {
    if (peek() < '0' || peek() > '9') {
      throw unexpected(where);
    }
  }

  private void skipSpace() {
    while (at < in.length) {
      byte c = in[at];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private int peek() {
    if (at >= in.length) {
      throw ended();
    }
    return in[at];
  }

  private MalformedJsonException unexpected(String where) {
    return new MalformedJsonException("invalid character " + quoted(in[at] & 0xff) + " " + where);
  }

  private static String quoted(int c) {
    return switch (c) {
      case '\'' -> "'\\''";
      case '"' -> "'\"'";
      case '\\' -> "'\\\\'";
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      case '\t' -> "'\\t'";
      default -> c < ' ' || c == 0x7f ? "'\\x%02x'".formatted(c) : "'" + (char) c + "'";
    };
  }

  private static MalformedJsonException ended() {
    return new MalformedJsonException("unexpected end of JSON input");
  }
}
