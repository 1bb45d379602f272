package io.navarch.model.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import io.navarch.model.pattern.BoundedPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finding by regular expression, positions in texts, formatted texts, keys of JSON pointers. */
final class StringFunctions {
  private StringFunctions() {}

  static void addTo(Functions functions) {
    CelType string = SimpleType.STRING;
    CelType integer = SimpleType.INT;
    ListType strings = ListType.create(string);
    functions.member(
        "find",
        "string_find_string",
        string,
        List.of(string, string),
        a -> find((String) a[0], (String) a[1]));
    functions.member(
        "findAll",
        "string_find_all_string",
        strings,
        List.of(string, string),
        a -> findAll((String) a[0], (String) a[1], -1));
    functions.member(
        "findAll",
        "string_find_all_string_int",
        strings,
        List.of(string, string, integer),
        a -> findAll((String) a[0], (String) a[1], (Long) a[2]));
    functions.member(
        "indexOf",
        "string_index_of_string",
        integer,
        List.of(string, string),
        a -> indexOf((String) a[0], (String) a[1], 0));
    functions.member(
        "indexOf",
        "string_index_of_string_int",
        integer,
        List.of(string, string, integer),
        a -> indexOf((String) a[0], (String) a[1], (Long) a[2]));
    functions.member(
        "lastIndexOf",
        "string_last_index_of_string",
        integer,
        List.of(string, string),
        a -> lastIndexOf((String) a[0], (String) a[1], Long.MAX_VALUE));
    functions.member(
        "lastIndexOf",
        "string_last_index_of_string_int",
        integer,
        List.of(string, string, integer),
        a -> lastIndexOf((String) a[0], (String) a[1], (Long) a[2]));
    functions.member(
        "format",
        "string_format",
        string,
        List.of(string, ListType.create(SimpleType.DYN)),
        a -> TextFormat.format((String) a[0], new ArrayList<Object>((Collection<?>) a[1])));
    functions.member(
        "charAt",
        "string_char_at_int",
        string,
        List.of(string, integer),
        a -> charAt((String) a[0], (Long) a[1]));
    functions.member(
        "substring",
        "string_substring_int",
        string,
        List.of(string, integer),
        a -> substring((String) a[0], (Long) a[1], length((String) a[0])));
    functions.member(
        "substring",
        "string_substring_int_int",
        string,
        List.of(string, integer, integer),
        a -> range((String) a[0], (Long) a[1], (Long) a[2]));
  }

  /** What only expressions that make patches can call. */
  static void addPatchFunctionsTo(Functions functions) {
    functions.global(
        "jsonpatch.escapeKey",
        "string_jsonpatch_escapeKey_string",
        SimpleType.STRING,
        List.of(SimpleType.STRING),
        a -> ((String) a[0]).replace("~", "~0").replace("/", "~1"));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The character at a place; nothing at the end. */
  private static String charAt(String text, long index) {
    int length = length(text);
    return substring(text, index, index < length ? index + 1 : length);
  }

  private static String range(String text, long start, long end) {
    if (start > end) {
      throw CelFault.of("invalid substring range. start: " + start + ", end: " + end);
    }
    return substring(text, start, end);
  }

  private static String substring(String text, long start, long end) {
    int length = length(text);
    for (long index : List.of(start, end)) {
      if (index < 0 || index > length) {
        throw CelFault.of("index out of range: " + index);
      }
    }
    return text.substring(
        text.offsetByCodePoints(0, (int) start), text.offsetByCodePoints(0, (int) end));
  }

  /** Whether a part of the text is what the regular expression says. */
  static boolean matches(String text, String regex) {
    try {
      return BoundedPattern.compile(regex).matcher(text).find();
    } catch (PatternSyntaxException malformed) {
      throw CelFault.of(String.valueOf(malformed.getMessage()));
    }
  }

  private static Pattern pattern(String regex) {
    try {
      return BoundedPattern.compile(regex);
    } catch (PatternSyntaxException malformed) {
      throw CelFault.of("Illegal regex: " + malformed.getMessage());
    }
  }

  private static String find(String text, String regex) {
    Matcher matcher = pattern(regex).matcher(text);
    return matcher.find() ? matcher.group() : "";
  }

  /**
   * @param most how many to find; all where negative
   */
  private static List<String> findAll(String text, String regex, long most) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern(regex).matcher(text);
    while ((most < 0 || found.size() < most) && matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  /** Positions count characters, not UTF-16 units. */
  private static long indexOf(String text, String wanted, long from) {
    int length = length(text);
    if (wanted.isEmpty()) {
      return from;
    }
    if (from < 0) {
      throw CelFault.of("index out of range: " + from);
    }
    if (from >= length) {
      return -1;
    }
    int found = text.indexOf(wanted, text.offsetByCodePoints(0, (int) from));
    return found < 0 ? -1 : text.codePointCount(0, found);
  }

  private static long lastIndexOf(String text, String wanted, long from) {
    int length = length(text);
    if (wanted.isEmpty()) {
      return from == Long.MAX_VALUE ? length : from;
    }
    if (from < 0) {
      throw CelFault.of("index out of range: " + from);
    }
    if (from >= length && from != Long.MAX_VALUE) {
      return -1;
    }
    int start = text.offsetByCodePoints(0, (int) Math.min(from, length));
    int found = text.lastIndexOf(wanted, start);
    return found < 0 ? -1 : text.codePointCount(0, found);
  }
}
