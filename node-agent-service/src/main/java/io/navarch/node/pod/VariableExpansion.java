package io.navarch.node.pod;

import java.util.Map;

/**
 * Replaces {@code $(NAME)} by the variable's value; {@code $$(NAME)} stands for itself, unknown
 * names stay.
 */
public final class VariableExpansion {
  private VariableExpansion() {}

  public static String expand(String text, Map<String, String> variables) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '$' || i + 1 >= text.length()) {
        out.append(c);
        i++;
        continue;
      }
      char next = text.charAt(i + 1);
      int end = next == '(' ? text.indexOf(')', i + 2) : -1;
      if (next == '$') {
        out.append('$');
        i += 2;
      } else if (end > 0) {
        String name = text.substring(i + 2, end);
        String value = variables.get(name);
        out.append(value == null ? "$(" + name + ")" : value);
        i = end + 1;
      } else {
        out.append('$').append(next);
        i += 2;
      }
    }
    return out.toString();
  }
}
