package io.navarch.model.selector;

import io.navarch.model.format.Formats;
import io.navarch.model.selector.LabelRequirement.Operator;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Reads the text form of a label selector, by recursive descent over tokens:
 *
 * <pre>
 *   selector    = [ requirement { "," requirement } ]
 *   requirement = "!" key | key | key ("=" | "==" | "!=" | "&lt;" | "&gt;") [ value ]
 *               | key ("in" | "notin") "(" [ value { "," value } ] ")"
 * </pre>
 */
final class LabelSelectorParser {
  private static final String SPECIAL = "=!(),><";

  private enum Kind {
    END,
    CLOSE,
    COMMA,
    NOT,
    DOUBLE_EQUALS,
    EQUALS,
    GREATER,
    IDENTIFIER,
    IN,
    LESS,
    NOT_EQUALS,
    NOT_IN,
    OPEN,
    ERROR
  }

  private record Token(Kind kind, String text) {
    /** {@code in} and {@code notin} are ordinary words where no operator is expected. */
    Kind asValue() {
      return kind == Kind.IN || kind == Kind.NOT_IN ? Kind.IDENTIFIER : kind;
    }
  }

  private final List<Token> tokens;
  private int position;

  LabelSelectorParser(String text) {
    tokens = scan(text);
  }

  private static List<Token> scan(String text) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (isBlank(c)) {
        i++;
      } else if (c == 0) {
        break;
      } else {
        int start = i;
        if (isSpecial(c)) {
          Token token = operator(text, start);
          tokens.add(token);
          i += token.kind() == Kind.ERROR ? run(text, start) : token.text().length();
        } else {
          while (i < text.length() && !isSpecial(text.charAt(i)) && !isBlank(text.charAt(i))) {
            i++;
          }
          tokens.add(word(text.substring(start, i)));
        }
      }
    }
    tokens.add(new Token(Kind.END, ""));
    return tokens;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isSpecial(char c) {
    return SPECIAL.indexOf(c) >= 0;
  }

  private static int run(String text, int start) {
    int end = start;
    while (end < text.length() && isSpecial(text.charAt(end))) {
      end++;
    }
    return end - start;
  }

  private static Token word(String word) {
    return switch (word) {
      case "in" -> new Token(Kind.IN, word);
      case "notin" -> new Token(Kind.NOT_IN, word);
      default -> new Token(Kind.IDENTIFIER, word);
    };
  }

  private static Token operator(String text, int at) {
    if (text.startsWith("==", at)) {
      return new Token(Kind.DOUBLE_EQUALS, "==");
    }
    if (text.startsWith("!=", at)) {
      return new Token(Kind.NOT_EQUALS, "!=");
    }
    return switch (text.charAt(at)) {
      case ')' -> new Token(Kind.CLOSE, ")");
      case '(' -> new Token(Kind.OPEN, "(");
      case ',' -> new Token(Kind.COMMA, ",");
      case '!' -> new Token(Kind.NOT, "!");
      case '=' -> new Token(Kind.EQUALS, "=");
      case '>' -> new Token(Kind.GREATER, ">");
      case '<' -> new Token(Kind.LESS, "<");
      default -> new Token(Kind.ERROR, text.substring(at, at + 1));
    };
  }

  private Token peek() {
    return tokens.get(Math.min(position, tokens.size() - 1));
  }

  private Token next() {
    Token token = peek();
    position++;
    return token;
  }

  List<LabelRequirement> parse() {
    List<LabelRequirement> requirements = new ArrayList<>();
    while (true) {
      Token token = peek();
      switch (token.asValue()) {
        case IDENTIFIER, NOT -> {
          requirements.add(requirement());
          Token separator = next();
          if (separator.kind() == Kind.END) {
            return requirements;
          }
          if (separator.kind() != Kind.COMMA) {
            throw bad("found '" + separator.text() + "', expected: ',' or 'end of string'");
          }
          Kind following = peek().asValue();
          if (following != Kind.IDENTIFIER && following != Kind.NOT) {
            throw bad("found '" + peek().text() + "', expected: identifier after ','");
          }
        }
        case END -> {
          return requirements;
        }
        default ->
            throw bad("found '" + token.text() + "', expected: !, identifier, or 'end of string'");
      }
    }
  }

  private LabelRequirement requirement() {
    boolean negated = peek().kind() == Kind.NOT;
    if (negated) {
      next();
    }
    Token key = next();
    if (key.asValue() != Kind.IDENTIFIER) {
      throw unparsable("found '" + key.text() + "', expected: identifier");
    }
    List<String> badKey = Formats.labelKey(key.text());
    if (!badKey.isEmpty()) {
      throw unparsable(
          FieldError.invalid("<nil>", key.text(), String.join("; ", badKey)).toString());
    }
    Kind following = peek().kind();
    if (negated) {
      return checked(new LabelRequirement(key.text(), Operator.DOES_NOT_EXIST, List.of()));
    }
    if (following == Kind.END || following == Kind.COMMA) {
      return checked(new LabelRequirement(key.text(), Operator.EXISTS, List.of()));
    }
    Operator operator = comparison();
    List<String> values =
        operator == Operator.IN || operator == Operator.NOT_IN ? values() : List.of(value());
    return checked(new LabelRequirement(key.text(), operator, values));
  }

  private static LabelRequirement checked(LabelRequirement requirement) {
    List<FieldError> errors = requirement.check();
    if (!errors.isEmpty()) {
      throw unparsable(
          errors.size() == 1
              ? errors.getFirst().toString()
              : "[" + String.join(", ", errors.stream().map(FieldError::toString).toList()) + "]");
    }
    return requirement;
  }

  private Operator comparison() {
    Token token = next();
    return switch (token.kind()) {
      case IN -> Operator.IN;
      case NOT_IN -> Operator.NOT_IN;
      case EQUALS -> Operator.EQUALS;
      case DOUBLE_EQUALS -> Operator.DOUBLE_EQUALS;
      case NOT_EQUALS -> Operator.NOT_EQUALS;
      case GREATER -> Operator.GREATER_THAN;
      case LESS -> Operator.LESS_THAN;
      default ->
          throw unparsable("found '" + token.text() + "', expected: in, notin, =, ==, !=, gt, lt");
    };
  }

  private String value() {
    Kind kind = peek().asValue();
    if (kind == Kind.END || kind == Kind.COMMA) {
      return "";
    }
    Token token = next();
    if (token.asValue() != Kind.IDENTIFIER) {
      throw unparsable("found '" + token.text() + "', expected: identifier");
    }
    return token.text();
  }

  private List<String> values() {
    Token open = next();
    if (open.kind() != Kind.OPEN) {
      throw unparsable("found '" + open.text() + "' expected: '('");
    }
    Token first = peek();
    switch (first.asValue()) {
      case IDENTIFIER, COMMA -> {
        List<String> values = identifiers();
        next();
        return values;
      }
      case CLOSE -> {
        next();
        return List.of("");
      }
      default -> throw unparsable("found '" + first.text() + "', expected: ',', ')' or identifier");
    }
  }

  /** Words and empty words between commas, up to the closing parenthesis. */
  private List<String> identifiers() {
    TreeSet<String> values = new TreeSet<>();
    while (true) {
      Token token = next();
      Kind following = peek().asValue();
      switch (token.asValue()) {
        case IDENTIFIER -> {
          values.add(token.text());
          if (following == Kind.CLOSE) {
            return List.copyOf(values);
          }
          if (following != Kind.COMMA) {
            throw unparsable("found '" + peek().text() + "', expected: ',' or ')'");
          }
        }
        case COMMA -> {
          if (values.isEmpty()) {
            values.add("");
          }
          if (following == Kind.CLOSE) {
            values.add("");
            return List.copyOf(values);
          }
          if (following == Kind.COMMA) {
            values.add("");
          }
        }
        default -> throw unparsable("found '" + token.text() + "', expected: ',', or identifier");
      }
    }
  }

  private static ApiException bad(String text) {
    return ApiException.badRequest(text);
  }

  private static ApiException unparsable(String text) {
    return bad("unable to parse requirement: " + text);
  }
}
