package io.navarch.model.cel;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How property names stand in expressions: {@code __} as {@code __underscores__}, {@code .}, {@code
 * -} and {@code /} as {@code __dot__}, {@code __dash__} and {@code __slash__}, a reserved word in
 * double underscores.
 */
public final class CelNames {
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private static final Pattern POSSIBLE = Pattern.compile("[a-zA-Z_./-][a-zA-Z0-9_./-]*");
  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9_]+");
  private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
  private static final Pattern TO_ESCAPE = Pattern.compile("__|[-./]");
  private static final Pattern ESCAPED = Pattern.compile("__[^_]+__");

  private CelNames() {}

  /** The name as expressions write it; null where it cannot be written. */
  public static @Nullable String escape(String name) {
    if (RESERVED.contains(name)) {
      return "__" + name + "__";
    }
    if (!POSSIBLE.matcher(name).matches()) {
      return null;
    }
    if (PLAIN.matcher(name).matches() && !name.contains("__")) {
      return name;
    }
    return TO_ESCAPE
        .matcher(name)
        .replaceAll(
            match ->
                switch (match.group()) {
                  case "__" -> "__underscores__";
                  case "." -> "__dot__";
                  case "-" -> "__dash__";
                  default -> "__slash__";
                });
  }

  /** The property's name; null where the text holds an escape that is none. */
  public static @Nullable String unescape(String escaped) {
    Matcher matcher = ESCAPED.matcher(escaped);
    StringBuilder name = new StringBuilder();
    int end = 0;
    while (matcher.find()) {
      String inner = escaped.substring(matcher.start() + 2, matcher.end() - 2);
      String plain =
          switch (inner) {
            case "underscores" -> "__";
            case "dot" -> ".";
            case "dash" -> "-";
            case "slash" -> "/";
            default -> RESERVED.contains(inner) && matcher.group().equals(escaped) ? inner : null;
          };
      if (plain == null) {
        return null;
      }
      name.append(escaped, end, matcher.start()).append(plain);
      end = matcher.end();
    }
    return name.append(escaped, end, escaped.length()).toString();
  }

  /** Whether a variable may bear this name. */
  public static boolean isIdentifier(String name) {
    return IDENTIFIER.matcher(name).matches() && !RESERVED.contains(name);
  }
}
