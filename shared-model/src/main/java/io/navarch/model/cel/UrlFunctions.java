package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Absolute URLs and absolute paths, taken apart. */
final class UrlFunctions {
  private static final OpaqueType URL = OpaqueType.create("kubernetes.URL");

  private UrlFunctions() {}

  static void addTo(Functions functions) {
    functions.opaque(URL, URI.class);
    List<CelType> text = List.of(SimpleType.STRING);
    functions.global("url", "string_to_url", URL, text, a -> parse((String) a[0]));
    functions.global("isURL", "is_url_string", SimpleType.BOOL, text, a -> isUrl((String) a[0]));
    addText(functions, "getScheme", "url_get_scheme", url -> orEmpty(url.getScheme()));
    addText(functions, "getHost", "url_get_host", UrlFunctions::hostAndPort);
    addText(functions, "getHostname", "url_get_hostname", UrlFunctions::hostname);
    addText(
        functions,
        "getPort",
        "url_get_port",
        url -> url.getPort() < 0 ? "" : Integer.toString(url.getPort()));
    addText(functions, "getEscapedPath", "url_get_escaped_path", url -> orEmpty(url.getRawPath()));
    functions.member(
        "getQuery",
        "url_get_query",
        MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
        List.of(URL),
        a -> query((URI) a[0]));
  }

  private static void addText(
      Functions functions, String name, String id, Function<URI, String> part) {
    functions.member(name, id, SimpleType.STRING, List.of(URL), a -> part.apply((URI) a[0]));
  }

  /** What is wrong with a request URI, or empty. */
  static String violation(String text) {
    try {
      URI url = new URI(text);
      return url.isAbsolute() || text.startsWith("/")
          ? ""
          : "parse \"" + text + "\": invalid URI for request";
    } catch (URISyntaxException malformed) {
      return "parse \"" + text + "\": " + malformed.getReason();
    }
  }

  private static boolean isUrl(String text) {
    return violation(text).isEmpty();
  }

  private static URI parse(String text) {
    String violation = violation(text);
    if (!violation.isEmpty()) {
      throw CelFault.of("URL parse error during conversion from string: " + violation);
    }
    return URI.create(text);
  }

  private static String orEmpty(@org.jspecify.annotations.Nullable String part) {
    return Objects.requireNonNullElse(part, "");
  }

  private static String hostname(URI url) {
    String host = orEmpty(url.getHost());
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String hostAndPort(URI url) {
    return orEmpty(url.getHost()) + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  private static Map<String, List<String>> query(URI url) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    String raw = orEmpty(url.getRawQuery());
    for (String pair : raw.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        query.computeIfAbsent(decoded(key), k -> new ArrayList<>()).add(decoded(value));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }
}
