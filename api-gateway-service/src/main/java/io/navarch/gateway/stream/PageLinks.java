package io.navarch.gateway.stream;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Rewrites the addresses that a page of HTML names in the attributes of its tags; every other byte
 * stays as it is.
 */
final class PageLinks {
  private static final Map<String, Set<String>> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("a", Set.of("href")),
          Map.entry("applet", Set.of("codebase")),
          Map.entry("area", Set.of("href")),
          Map.entry("audio", Set.of("src")),
          Map.entry("base", Set.of("href")),
          Map.entry("blockquote", Set.of("cite")),
          Map.entry("body", Set.of("background")),
          Map.entry("button", Set.of("formaction")),
          Map.entry("command", Set.of("icon")),
          Map.entry("del", Set.of("cite")),
          Map.entry("embed", Set.of("src")),
          Map.entry("form", Set.of("action")),
          Map.entry("frame", Set.of("longdesc", "src")),
          Map.entry("head", Set.of("profile")),
          Map.entry("html", Set.of("manifest")),
          Map.entry("iframe", Set.of("longdesc", "src")),
          Map.entry("img", Set.of("longdesc", "src", "usemap")),
          Map.entry("input", Set.of("src", "usemap", "formaction")),
          Map.entry("ins", Set.of("cite")),
          Map.entry("link", Set.of("href")),
          Map.entry("object", Set.of("classid", "codebase", "data", "usemap")),
          Map.entry("q", Set.of("cite")),
          Map.entry("script", Set.of("src")),
          Map.entry("source", Set.of("src")),
          Map.entry("video", Set.of("poster", "src")));

  /** Elements whose content is text up to their own end tag. */
  private static final Set<String> TEXT =
      Set.of("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes");

  private final String page;
  private final UnaryOperator<String> rewriter;
  private final StringBuilder out;
  private int at;

  private PageLinks(String page, UnaryOperator<String> rewriter) {
    this.page = page;
    this.rewriter = rewriter;
    this.out = new StringBuilder(page.length() + 64);
  }

  static String rewrite(String page, UnaryOperator<String> rewriter) {
    PageLinks links = new PageLinks(page, rewriter);
    links.run();
    return links.out.toString();
  }

  private void run() {
    while (at < page.length()) {
      int tag = page.indexOf('<', at);
      if (tag < 0 || tag + 1 >= page.length()) {
        copyTo(page.length());
      } else if (page.startsWith("<!--", tag)) {
        copyBehind("-->", tag);
      } else if (Character.isLetter(page.charAt(tag + 1))) {
        copyTo(tag + 1);
        startTag();
      } else {
        copyTo(tag + 1);
      }
    }
  }

  private void startTag() {
    int end = at;
    while (end < page.length() && !endsName(page.charAt(end))) {
      end++;
    }
    String name = page.substring(at, end).toLowerCase(Locale.ROOT);
    copyTo(end);
    Set<String> rewritten = ATTRIBUTES.getOrDefault(name, Set.of());
    while (at < page.length() && page.charAt(at) != '>') {
      attribute(rewritten);
    }
    if (TEXT.contains(name)) {
      copyTo(endTag(name));
    }
  }

  private void attribute(Set<String> rewritten) {
    int next = at;
    while (next < page.length() && (blank(page.charAt(next)) || page.charAt(next) == '/')) {
      next++;
    }
    copyTo(next);
    if (at >= page.length() || page.charAt(at) == '>') {
      return;
    }
    do {
      next++;
    } while (next < page.length() && !endsName(page.charAt(next)) && page.charAt(next) != '=');
    String name = page.substring(at, next).toLowerCase(Locale.ROOT);
    copyTo(next);
    next = behindBlanks(next);
    if (next < page.length() && page.charAt(next) == '=') {
      copyTo(behindBlanks(next + 1));
      value(rewritten.contains(name));
    }
  }

  private void value(boolean rewritten) {
    if (at >= page.length()) {
      return;
    }
    char first = page.charAt(at);
    boolean quoted = first == '"' || first == '\'';
    int start = quoted ? at + 1 : at;
    int end = quoted ? page.indexOf(first, start) : unquotedEnd(start);
    if (end < 0) {
      end = page.length();
    }
    copyTo(start);
    if (rewritten) {
      out.append(rewriter.apply(page.substring(start, end)));
      at = end;
    }
    copyTo(quoted ? Math.min(end + 1, page.length()) : end);
  }

  private int unquotedEnd(int from) {
    int end = from;
    while (end < page.length() && !blank(page.charAt(end)) && page.charAt(end) != '>') {
      end++;
    }
    return end;
  }

  private int behindBlanks(int from) {
    int next = from;
    while (next < page.length() && blank(page.charAt(next))) {
      next++;
    }
    return next;
  }

  private int endTag(String name) {
    for (int tag = page.indexOf("</", at); tag >= 0; tag = page.indexOf("</", tag + 2)) {
      if (page.regionMatches(true, tag + 2, name, 0, name.length())) {
        return tag;
      }
    }
    return page.length();
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }

  private static boolean endsName(char c) {
    return blank(c) || c == '>' || c == '/';
  }

  private void copyBehind(String mark, int from) {
    int end = page.indexOf(mark, from);
    copyTo(end < 0 ? page.length() : end + mark.length());
  }

  private void copyTo(int end) {
    out.append(page, at, end);
    at = end;
  }
}
