package io.navarch.gateway.access;

import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.HeaderText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What headers say of a user besides name, uid and groups. */
final class ExtraHeaders {
  private ExtraHeaders() {}

  /**
   * @param prefix of the headers' names, in small letters; the key follows it
   */
  static Map<String, List<String>> of(Exchange exchange, String prefix) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    exchange
        .allHeaders()
        .forEach(
            (header, values) -> {
              String lower = header.toLowerCase(Locale.ROOT);
              if (lower.startsWith(prefix)) {
                String key = unescaped(lower.substring(prefix.length()));
                extra.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(read(values));
              }
            });
    return extra;
  }

  static List<String> read(List<String> values) {
    return values.stream().map(HeaderText::read).toList();
  }

  /** A key may be percent-encoded; malformed ones are taken as they are. */
  private static String unescaped(String key) {
    try {
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return key;
    }
  }
}
