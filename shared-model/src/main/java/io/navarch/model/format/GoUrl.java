package io.navarch.model.format;

import io.navarch.model.json.GoStrings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A URL taken apart as Go's {@code net/url} does it, which decides what the API takes for one. It
 * is wider than RFC 3986: letters beyond ASCII may stand anywhere, and a path may hold what would
 * have to be escaped.
 *
 * @param scheme in lower case; empty where there is none
 * @param opaque what follows a scheme without a slash
 * @param userInfo what stands before the host's {@code @}, unescaped; null where there is none
 * @param host with its port, unescaped
 * @param escapedPath as it was written where that is right, else escaped anew
 * @param query what follows the question mark, as it was written; null where there is no mark
 * @param fragment what follows the hash sign, unescaped
 */
public record GoUrl(
    String scheme,
    String opaque,
    @Nullable String userInfo,
    String host,
    String escapedPath,
    @Nullable String query,
    String fragment) {
  private static final String UNRESERVED = "-_.~";
  private static final String IN_HOST = UNRESERVED + "!$&'()*+,;=:[]<>\"";
  private static final String IN_PATH = UNRESERVED + "$&+,/:;=@";
  private static final String LEFT_IN_PATH = IN_PATH + "!'()*[]%";
  private static final String IN_USER_INFO = "-._:~!$&'()*+,;=%@";

  /** Where a text stands in the URL, which decides what may be escaped there. */
  private enum Part {
    HOST,
    ZONE,
    QUERY,
    OTHER
  }

  /**
   * Reads a URL or a reference.
   *
   * @throws MalformedUrlException with {@code parse "<text>": } and the reason
   */
  public static GoUrl parse(String text) {
    int hash = text.indexOf('#');
    GoUrl url = read(text, hash < 0 ? text : text.substring(0, hash), false);
    if (hash < 0) {
      return url;
    }
    try {
      return url.withFragment(text(unescape(bytes(text.substring(hash + 1)), Part.OTHER)));
    } catch (MalformedUrlException malformed) {
      throw of(text, malformed);
    }
  }

  /**
   * Reads what can be asked of a server: an absolute URL or an absolute path, in which a hash sign
   * is nothing special.
   *
   * @throws MalformedUrlException with {@code parse "<text>": } and the reason
   */
  public static GoUrl parseRequest(String text) {
    return read(text, text, true);
  }

  private static GoUrl read(String shown, String text, boolean request) {
    try {
      return read(bytes(text), request);
    } catch (MalformedUrlException malformed) {
      throw of(request ? shown : text, malformed);
    }
  }

  private static MalformedUrlException of(String text, MalformedUrlException why) {
    return new MalformedUrlException("parse " + GoStrings.quoted(text) + ": " + why.getMessage());
  }

  /** A character for each byte. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String text(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static GoUrl read(String text, boolean request) {
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new MalformedUrlException("net/url: invalid control character in URL");
    }
    if (text.isEmpty() && request) {
      throw new MalformedUrlException("empty url");
    }
    if (text.equals("*")) {
      return new GoUrl("", "", null, "", "*", null, "");
    }
    int colon = endOfScheme(text);
    String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = text.substring(colon + 1);
    int mark = rest.indexOf('?');
    String query = mark < 0 ? null : text(rest.substring(mark + 1));
    rest = mark < 0 ? rest : rest.substring(0, mark);
    if (!rest.startsWith("/")) {
      if (!scheme.isEmpty()) {
        return new GoUrl(scheme, text(rest), null, "", "", query, "");
      }
      requireReference(rest, request);
    }
    boolean authority =
        rest.startsWith("//") && (!scheme.isEmpty() || (!request && !rest.startsWith("///")));
    if (!authority) {
      return new GoUrl(scheme, "", null, "", escapedPath(rest), query, "");
    }
    int slash = rest.indexOf('/', 2);
    String place = rest.substring(2, slash < 0 ? rest.length() : slash);
    int at = place.lastIndexOf('@');
    String host = host(scheme, place.substring(at + 1));
    String user = at < 0 ? null : userInfo(place.substring(0, at));
    String path = escapedPath(slash < 0 ? "" : rest.substring(slash));
    return new GoUrl(scheme, "", user, text(host), path, query, "");
  }

  private static void requireReference(String rest, boolean request) {
    if (request) {
      throw new MalformedUrlException("invalid URI for request");
    }
    int slash = rest.indexOf('/');
    if ((slash < 0 ? rest : rest.substring(0, slash)).contains(":")) {
      throw new MalformedUrlException("first path segment in URL cannot contain colon");
    }
  }

  /**
   * @return where the colon behind the scheme stands; negative where there is none
   */
  private static int endOfScheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':') {
        if (i == 0) {
          throw new MalformedUrlException("missing protocol scheme");
        }
        return i;
      }
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean later = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && !(later && i > 0)) {
        return -1;
      }
    }
    return -1;
  }

  private static String userInfo(String info) {
    if (!info.chars().allMatch(c -> isAlphanumeric(c) || IN_USER_INFO.indexOf(c) >= 0)) {
      throw new MalformedUrlException("net/url: invalid userinfo");
    }
    int colon = info.indexOf(':');
    return text(
        colon < 0
            ? unescape(info, Part.OTHER)
            : unescape(info.substring(0, colon), Part.OTHER)
                + ":"
                + unescape(info.substring(colon + 1), Part.OTHER));
  }

  private static String host(String scheme, String host) {
    int bracket = host.lastIndexOf('[');
    if (bracket > 0) {
      throw new MalformedUrlException("invalid IP-literal");
    }
    if (bracket == 0) {
      return literal(host);
    }
    boolean web = scheme.equals("http") || scheme.equals("https");
    int colon = web ? host.indexOf(':') : host.lastIndexOf(':');
    if (colon >= 0) {
      requirePort(host.substring(colon));
    }
    return unescape(host, Part.HOST);
  }

  private static String literal(String host) {
    int end = host.lastIndexOf(']');
    if (end < 0) {
      throw new MalformedUrlException("missing ']' in host");
    }
    String port = host.substring(end + 1);
    requirePort(port);
    String name = host.substring(1, end);
    int zone = name.indexOf("%25");
    String address =
        zone < 0
            ? unescape(name, Part.HOST)
            : unescape(name.substring(0, zone), Part.HOST)
                + unescape(name.substring(zone), Part.ZONE);
    String wrong = AddressText.violation(text(address));
    if (!wrong.isEmpty()) {
      throw new MalformedUrlException("invalid host: " + wrong);
    }
    if (!address.contains(":")) {
      throw new MalformedUrlException("invalid IP-literal");
    }
    return "[" + address + "]" + port;
  }

  private static void requirePort(String port) {
    boolean valid =
        port.isEmpty()
            || (port.startsWith(":")
                && port.substring(1).chars().allMatch(c -> c >= '0' && c <= '9'));
    if (!valid) {
      throw new MalformedUrlException(
          "invalid port " + GoStrings.quoted(text(port)) + " after host");
    }
  }

  private static String escapedPath(String path) {
    String unescaped = unescape(path, Part.OTHER);
    return path.chars().allMatch(c -> isAlphanumeric(c) || LEFT_IN_PATH.indexOf(c) >= 0)
        ? path
        : escape(unescaped);
  }

  private static String escape(String path) {
    StringBuilder escaped = new StringBuilder(path.length() + 8);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (isAlphanumeric(c) || IN_PATH.indexOf(c) >= 0) {
        escaped.append(c);
      } else {
        escaped.append('%').append("%02X".formatted((int) c));
      }
    }
    return escaped.toString();
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Of bytes, to bytes. */
  private static String unescape(String escaped, Part part) {
    StringBuilder plain = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '%') {
        plain.append(escapedByte(escaped, i, part));
        i += 2;
        continue;
      }
      boolean named = part == Part.HOST || part == Part.ZONE;
      if (named && c < 0x80 && !isAlphanumeric(c) && IN_HOST.indexOf(c) < 0) {
        throw new MalformedUrlException(
            "invalid character " + GoStrings.quoted(String.valueOf(c)) + " in host name");
      }
      plain.append(c == '+' && part == Part.QUERY ? ' ' : c);
    }
    return plain.toString();
  }

  private static char escapedByte(String escaped, int place, Part part) {
    String shown = escaped.substring(place, Math.min(place + 3, escaped.length()));
    boolean hexadecimal =
        shown.length() == 3
            && Character.digit(shown.charAt(1), 16) >= 0
            && Character.digit(shown.charAt(2), 16) >= 0;
    if (!hexadecimal) {
      throw malformedEscape(shown);
    }
    char value = (char) Integer.parseInt(shown.substring(1), 16);
    boolean percent = shown.equals("%25");
    if (part == Part.HOST && value < 0x80 && !percent) {
      throw malformedEscape(shown);
    }
    boolean nameable = isAlphanumeric(value) || IN_HOST.indexOf(value) >= 0 || value == ' ';
    if (part == Part.ZONE && !percent && !nameable) {
      throw malformedEscape(shown);
    }
    return value;
  }

  private static MalformedUrlException malformedEscape(String shown) {
    return new MalformedUrlException("invalid URL escape " + GoStrings.quoted(text(shown)));
  }

  private GoUrl withFragment(String given) {
    return new GoUrl(scheme, opaque, userInfo, host, escapedPath, query, given);
  }

  /** The host without its port and without brackets. */
  public String hostname() {
    String name = host.substring(0, host.length() - portWithColon().length());
    return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
  }

  /** Empty where none is named. */
  public String port() {
    String port = portWithColon();
    return port.isEmpty() ? "" : port.substring(1);
  }

  private String portWithColon() {
    int colon = host.lastIndexOf(':');
    boolean digits =
        colon >= 0 && host.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? host.substring(colon) : "";
  }

  /** The parameters of the query; those that cannot be read are passed over. */
  public Map<String, List<String>> parameters() {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (query == null) {
      return parameters;
    }
    for (String pair : bytes(query).split("&")) {
      if (pair.isEmpty() || pair.contains(";")) {
        continue;
      }
      int equals = pair.indexOf('=');
      try {
        String key = unescape(equals < 0 ? pair : pair.substring(0, equals), Part.QUERY);
        String value = equals < 0 ? "" : unescape(pair.substring(equals + 1), Part.QUERY);
        parameters.computeIfAbsent(text(key), k -> new ArrayList<>()).add(text(value));
      } catch (MalformedUrlException malformed) {
        continue;
      }
    }
    return parameters;
  }
}
