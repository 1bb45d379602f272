package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.navarch.model.format.GoUrl;
import io.navarch.model.format.MalformedUrlException;
import java.util.List;
import java.util.function.Function;

/** Absolute URLs and absolute paths, taken apart. */
final class UrlFunctions {
  private static final OpaqueType URL = OpaqueType.create("kubernetes.URL");

  private UrlFunctions() {}

  static void addTo(Functions functions) {
    functions.opaque(URL, GoUrl.class);
    List<CelType> text = List.of(SimpleType.STRING);
    functions.global("url", "string_to_url", URL, text, a -> parse((String) a[0]));
    functions.global("isURL", "is_url_string", SimpleType.BOOL, text, a -> isUrl((String) a[0]));
    addText(functions, "getScheme", "url_get_scheme", GoUrl::scheme);
    addText(functions, "getHost", "url_get_host", GoUrl::host);
    addText(functions, "getHostname", "url_get_hostname", GoUrl::hostname);
    addText(functions, "getPort", "url_get_port", GoUrl::port);
    addText(functions, "getEscapedPath", "url_get_escaped_path", GoUrl::escapedPath);
    functions.member(
        "getQuery",
        "url_get_query",
        MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
        List.of(URL),
        a -> ((GoUrl) a[0]).parameters());
  }

  private static void addText(
      Functions functions, String name, String id, Function<GoUrl, String> part) {
    functions.member(name, id, SimpleType.STRING, List.of(URL), a -> part.apply((GoUrl) a[0]));
  }

  /** What is wrong with a request URI, or empty. */
  static String violation(String text) {
    try {
      GoUrl unused = GoUrl.parseRequest(text);
      return "";
    } catch (MalformedUrlException malformed) {
      return String.valueOf(malformed.getMessage());
    }
  }

  private static boolean isUrl(String text) {
    return violation(text).isEmpty();
  }

  /** What can be asked for, but read with its fragment. */
  private static GoUrl parse(String text) {
    try {
      GoUrl unused = GoUrl.parseRequest(text);
      return GoUrl.parse(text);
    } catch (MalformedUrlException malformed) {
      throw CelFault.of("URL parse error during conversion from string: " + malformed.getMessage());
    }
  }
}
