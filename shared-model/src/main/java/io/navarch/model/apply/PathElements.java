package io.navarch.model.apply;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One step of a path to a field, in the text form of {@code FieldsV1}: {@code f:<name>} a member,
 * {@code k:<keys as JSON>} an element of a list by its key fields, {@code v:<JSON>} an element of a
 * set by its value, {@code i:<number>} an element by its place.
 */
final class PathElements {
  /** Stands in a node that is a member of the set although it has children. */
  static final String SELF = ".";

  /** Members by name, then elements by key, by value and by place; the order of messages. */
  static final Comparator<String> ORDER = PathElements::compare;

  private static final String KINDS = ".fkvi";

  private PathElements() {}

  private static int compare(String a, String b) {
    int kinds = Integer.compare(KINDS.indexOf(a.charAt(0)), KINDS.indexOf(b.charAt(0)));
    if (kinds != 0 || a.equals(b)) {
      return kinds;
    }
    return switch (a.charAt(0)) {
      case 'k' -> keys(parse(a), parse(b));
      case 'v' -> scalars(parse(a), parse(b));
      case 'i' -> Integer.compare(index(a), index(b));
      default -> a.compareTo(b);
    };
  }

  private static int keys(@Nullable Object a, @Nullable Object b) {
    if (!(a instanceof Map<?, ?> x) || !(b instanceof Map<?, ?> y)) {
      return 0;
    }
    var theirs = y.entrySet().iterator();
    for (Map.Entry<?, ?> mine : x.entrySet()) {
      if (!theirs.hasNext()) {
        return 1;
      }
      Map.Entry<?, ?> other = theirs.next();
      int names = ((String) mine.getKey()).compareTo((String) other.getKey());
      int order = names != 0 ? names : scalars(mine.getValue(), other.getValue());
      if (order != 0) {
        return order;
      }
    }
    return theirs.hasNext() ? -1 : 0;
  }

  /** Numbers, then texts, then truth values. */
  private static int scalars(@Nullable Object a, @Nullable Object b) {
    return switch (a) {
      case Number x when b instanceof Number y -> Double.compare(x.doubleValue(), y.doubleValue());
      case String x when b instanceof String y -> x.compareTo(y);
      case Boolean x when b instanceof Boolean y -> Boolean.compare(x, y);
      case null, default -> Integer.compare(rank(a), rank(b));
    };
  }

  private static int rank(@Nullable Object scalar) {
    return switch (scalar) {
      case Number _ -> 0;
      case String _ -> 1;
      case Boolean _ -> 2;
      case null, default -> 3;
    };
  }

  static String field(String name) {
    return "f:".concat(name);
  }

  static String value(Object scalar) {
    return "v:" + scalar(scalar);
  }

  /**
   * The element of a list by its key fields.
   *
   * @param keys in alphabetical order
   * @return null when the element has none of them, not even by default
   */
  static @Nullable String key(List<String> keys, Map<?, ?> element, MergeType type) {
    StringBuilder text = new StringBuilder(48).append("k:{");
    boolean any = false;
    for (String key : keys) {
      Object value = element.get(key);
      if (value == null && !element.containsKey(key)) {
        value = type.defaultOf(key);
        if (value == null) {
          continue;
        }
      }
      if (any) {
        text.append(',');
      }
      GoText.json(text, key);
      text.append(':').append(scalar(value));
      any = true;
    }
    return any ? text.append('}').toString() : null;
  }

  private static String scalar(@Nullable Object value) {
    if (value instanceof String s) {
      StringBuilder text = new StringBuilder(s.length() + 2);
      GoText.json(text, s);
      return text.toString();
    }
    return value instanceof Long || value instanceof Boolean
        ? value.toString()
        : Json.writeString(value);
  }

  /**
   * The one way to write an element that clients may write in several ways.
   *
   * @return null for elements of a kind that is not known, which are ignored
   * @throws MalformedFieldsException if it is no path element
   */
  static @Nullable String canonical(String element) {
    if (element.length() < 2) {
      throw new MalformedFieldsException("key must be 2 characters long:");
    }
    if (element.charAt(1) != ':') {
      throw new MalformedFieldsException("missing colon: " + element);
    }
    return switch (element.charAt(0)) {
      case 'f' -> element;
      case 'v' -> "v:" + scalar(parse(element));
      case 'i' -> "i:" + index(element);
      case 'k' -> {
        if (!(parse(element) instanceof Map<?, ?> keys)) {
          throw new MalformedFieldsException("invalid key: " + element);
        }
        yield "k:" + object(keys);
      }
      default -> null;
    };
  }

  private static String object(Map<?, ?> keys) {
    StringBuilder text = new StringBuilder("{");
    for (Map.Entry<?, ?> entry : new TreeMap<Object, Object>(keys).entrySet()) {
      if (text.length() > 1) {
        text.append(',');
      }
      GoText.json(text, (String) entry.getKey());
      text.append(':').append(scalar(entry.getValue()));
    }
    return text.append('}').toString();
  }

  private static int index(String element) {
    try {
      return Integer.parseInt(element.substring(2));
    } catch (NumberFormatException e) {
      throw new MalformedFieldsException("invalid index: " + element);
    }
  }

  private static @Nullable Object parse(String element) {
    try {
      return Json.read(element.substring(2));
    } catch (MalformedJsonException e) {
      throw new MalformedFieldsException(String.valueOf(e.getMessage()));
    }
  }

  /** The element as it stands in messages, such as {@code .spec} or {@code [name="web"]}. */
  static String print(String element) {
    return switch (element.charAt(0)) {
      case 'f' -> "." + element.substring(2);
      case 'v' -> "[=" + GoText.value(parse(element)) + "]";
      case 'k' -> {
        StringBuilder text = new StringBuilder("[");
        if (parse(element) instanceof Map<?, ?> keys) {
          keys.forEach(
              (name, value) ->
                  text.append(text.length() > 1 ? "," : "")
                      .append(name)
                      .append('=')
                      .append(GoText.value(value)));
        }
        yield text.append(']').toString();
      }
      default -> "[" + element.substring(2) + "]";
    };
  }
}
