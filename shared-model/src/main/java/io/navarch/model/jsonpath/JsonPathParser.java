package io.navarch.model.jsonpath;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a path from left to right. */
final class JsonPathParser {
  private final String text;
  private int at;

  JsonPathParser(String text) {
    this.text = text;
  }

  List<JsonPath.Step> steps() {
    List<JsonPath.Step> steps = new ArrayList<>();
    if (text.startsWith("$")) {
      at++;
    }
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case '.' -> dot(steps);
        case '[' -> steps.add(bracket());
        default -> {
          if (at > 0) {
            throw malformed("unexpected character");
          }
          steps.add(new JsonPath.Step.Member(name()));
        }
      }
    }
    return steps;
  }

  private void dot(List<JsonPath.Step> steps) {
    at++;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      steps.add(new JsonPath.Step.Deep());
    }
    if (at >= text.length() || text.charAt(at) == '[') {
      return;
    }
    if (text.charAt(at) == '*') {
      at++;
      steps.add(new JsonPath.Step.All());
      return;
    }
    String name = name();
    if (!name.isEmpty()) {
      steps.add(new JsonPath.Step.Member(name));
    }
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      name.append(text.charAt(at));
      at++;
    }
    return name.toString();
  }

  private JsonPath.Step bracket() {
    int end = closing();
    String inside = text.substring(at + 1, end).strip();
    at = end + 1;
    if (inside.startsWith("?(") && inside.endsWith(")")) {
      return new JsonPath.Step.Filter(filter(inside.substring(2, inside.length() - 1).strip()));
    }
    List<JsonPath.Step> parts = new ArrayList<>();
    for (String part : split(inside)) {
      parts.add(element(part.strip()));
    }
    return parts.size() == 1 ? parts.getFirst() : new JsonPath.Step.Union(parts);
  }

  /** The bracket that closes the one at the present place, past quotes and inner brackets. */
  private int closing() {
    int depth = 0;
    char quote = 0;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[') {
        depth++;
      } else if (c == ']' && --depth == 0) {
        return i;
      }
    }
    throw malformed("unterminated array");
  }

  private static List<String> split(String inside) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    char quote = 0;
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == ',') {
        parts.add(inside.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(inside.substring(start));
    return parts;
  }

  private JsonPath.Step element(String part) {
    if (part.equals("*")) {
      return new JsonPath.Step.All();
    }
    if (isQuoted(part)) {
      return new JsonPath.Step.Member(part.substring(1, part.length() - 1));
    }
    String[] bounds = part.split(":", -1);
    Integer from = number(bounds[0]);
    if (bounds.length == 1) {
      if (from == null) {
        throw malformed("invalid array index " + part);
      }
      return new JsonPath.Step.Slice(from, from == -1 ? null : from + 1, 1);
    }
    Integer step = bounds.length > 2 ? number(bounds[2]) : null;
    if (bounds.length > 3 || (step != null && step <= 0)) {
      throw malformed("invalid array index " + part);
    }
    return new JsonPath.Step.Slice(from, number(bounds[1]), step == null ? 1 : step);
  }

  private @Nullable Integer number(String digits) {
    if (digits.isBlank()) {
      return null;
    }
    try {
      return Integer.valueOf(digits.strip());
    } catch (NumberFormatException e) {
      throw malformed("invalid array index " + digits);
    }
  }

  private static boolean isQuoted(String part) {
    return part.length() >= 2
        && (part.charAt(0) == '\'' || part.charAt(0) == '"')
        && part.charAt(part.length() - 1) == part.charAt(0);
  }

  private JsonPathFilter filter(String inside) {
    for (String operator : List.of("==", "!=", "<=", ">=", "<", ">")) {
      int place = inside.indexOf(operator);
      if (place > 0) {
        return new JsonPathFilter(
            operand(inside.substring(0, place).strip()),
            operator,
            operand(inside.substring(place + operator.length()).strip()));
      }
    }
    return new JsonPathFilter(operand(inside), "", null);
  }

  private JsonPathFilter.Operand operand(String side) {
    if (side.startsWith("@")) {
      return new JsonPathFilter.Operand.Path(JsonPath.parse(side.substring(1)));
    }
    if (isQuoted(side)) {
      return new JsonPathFilter.Operand.Value(side.substring(1, side.length() - 1));
    }
    return switch (side) {
      case "true" -> new JsonPathFilter.Operand.Value(true);
      case "false" -> new JsonPathFilter.Operand.Value(false);
      case "null", "nil" -> new JsonPathFilter.Operand.Value(null);
      default -> new JsonPathFilter.Operand.Value(literal(side));
    };
  }

  private Object literal(String side) {
    try {
      return side.contains(".") ? (Object) Double.valueOf(side) : Long.valueOf(side);
    } catch (NumberFormatException e) {
      throw malformed("unrecognized filter operand " + side);
    }
  }

  private MalformedJsonPathException malformed(String what) {
    return new MalformedJsonPathException(what + " in " + text);
  }
}
