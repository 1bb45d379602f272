package io.navarch.gateway.stream;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds encoded queries. */
final class QueryText {
  private final StringBuilder text = new StringBuilder();

  QueryText add(String name, String value) {
    text.append(text.isEmpty() ? '?' : '&')
        .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    return this;
  }

  /** Adds all values of a parameter of a request under another name. */
  QueryText copy(Map<String, List<String>> query, String from, String to) {
    query.getOrDefault(from, List.of()).forEach(value -> add(to, value));
    return this;
  }

  /** All parameters of a request as they were understood, sorted by name. */
  static String of(Map<String, List<String>> query) {
    QueryText text = new QueryText();
    new TreeMap<>(query).keySet().forEach(name -> text.copy(query, name, name));
    return text.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
