package io.navarch.model.pattern;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;

/**
 * Compiles regular expressions that others have written. They match in time that grows with the
 * text alone, but counts within counts make a program that fills the memory: {@code
 * ((a{0,1000}){0,1000}){0,1000}} is one of a thousand million steps. So what Go's {@code regexp}
 * refuses is refused before it is compiled: counts whose product is beyond 1,000 and groups nested
 * deeper than 1,000. Programs are limited too, to fewer steps than Go's 3.3 million, and so is the
 * text: this compiler takes a time that grows with the square of it (4 s for 100,000 letters).
 */
public final class BoundedPattern {
  private static final int MOST_REPEATS = 1_000;
  private static final int DEEPEST = 1_000;
  private static final long MOST_STEPS = 200_000;
  private static final int LONGEST = 20_000;
  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?}");

  private final String text;
  private final Deque<Part> groups = new ArrayDeque<>();
  private Part group = new Part();
  private int at;

  private BoundedPattern(String text) {
    this.text = text;
  }

  /**
   * @throws PatternSyntaxException if it is no regular expression, or too large a one
   */
  public static Pattern compile(String expression) {
    new BoundedPattern(expression).check();
    return Pattern.compile(expression);
  }

  /** A group, or the whole expression: what it comes to, and its last atom apart. */
  private static final class Part {
    private long steps;
    private long repeats = 1;
    private long atomSteps;
    private long atomRepeats = 1;

    void atom(long steps, long repeats) {
      settle();
      atomSteps = steps;
      atomRepeats = repeats;
    }

    void settle() {
      steps += atomSteps;
      repeats = Math.max(repeats, atomRepeats);
      atomSteps = 0;
      atomRepeats = 1;
    }
  }

  /** What is no well-formed expression is left to the compiler to tell. */
  private void check() {
    if (text.length() > LONGEST) {
      throw new PatternSyntaxException("expression too large", text);
    }
    while (at < text.length()) {
      char c = text.charAt(at);
      switch (c) {
        case '\\' -> escape();
        case '[' -> characters();
        case '(' -> open();
        case ')' -> close();
        case '*', '+', '?' -> {
          group.atomSteps++;
          at++;
        }
        case '{' -> count();
        default -> {
          group.atom(1, 1);
          at++;
        }
      }
      if (group.steps + group.atomSteps > MOST_STEPS) {
        throw new PatternSyntaxException("expression too large", text);
      }
    }
  }

  private void escape() {
    if (!text.startsWith("\\Q", at)) {
      group.atom(1, 1);
      at += 2;
      return;
    }
    int end = text.indexOf("\\E", at + 2);
    int past = end < 0 ? text.length() : end;
    for (int i = at + 2; i < past; i++) {
      group.atom(1, 1);
    }
    at = end < 0 ? past : end + 2;
  }

  /** A class of characters is one step, however many stand in it. */
  private void characters() {
    int i = at + 1;
    if (i < text.length() && text.charAt(i) == '^') {
      i++;
    }
    // A bracket that stands first is one of the characters.
    for (int first = i; i < text.length() && (i == first || text.charAt(i) != ']'); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.startsWith("[:", i)) {
        int named = text.indexOf(":]", i + 2);
        i = named < 0 ? i : named + 1;
      }
    }
    group.atom(1, 1);
    at = i + 1;
  }

  private void open() {
    if (groups.size() >= DEEPEST) {
      throw new PatternSyntaxException("expression nests too deeply", text);
    }
    groups.push(group);
    group = new Part();
    at++;
    if (text.startsWith("?", at)) {
      // Flags and names are no part of what is matched.
      while (at < text.length() && ":>)".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      if (at < text.length() && text.charAt(at) != ')') {
        at++;
      }
    }
  }

  private void close() {
    at++;
    Part closed = group;
    closed.settle();
    if (!groups.isEmpty()) {
      group = groups.pop();
      group.atom(closed.steps + 2, closed.repeats);
    }
  }

  private void count() {
    Matcher count = COUNT.matcher(text).region(at, text.length());
    if (!count.lookingAt()) {
      group.atom(1, 1);
      at++;
      return;
    }
    String most =
        count.group(3) == null || count.group(3).isEmpty() ? count.group(1) : count.group(3);
    long times = Math.max(1, Long.parseLong(most));
    group.atomRepeats *= times;
    if (group.atomRepeats > MOST_REPEATS) {
      throw new PatternSyntaxException("invalid repeat count", count.group());
    }
    group.atomSteps = (group.atomSteps + 1) * times;
    at = count.end();
  }
}
