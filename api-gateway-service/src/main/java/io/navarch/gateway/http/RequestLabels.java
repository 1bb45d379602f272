package io.navarch.gateway.http;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.navarch.gateway.request.RequestInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What upstream's request metrics tell apart.
 *
 * @param subresource of a resource request, the path of others
 */
record RequestLabels(
    String verb, String group, String version, String resource, String subresource, String scope) {
  private static final Set<String> CONNECTIONS =
      Set.of("log", "exec", "portforward", "attach", "proxy");

  private static final List<String> NAMES =
      List.of("verb", "group", "version", "resource", "subresource", "scope", "component");

  static RequestLabels of(Exchange exchange, RequestInfo request) {
    String scope = scope(request);
    return new RequestLabels(
        verb(exchange, request, scope),
        request.group(),
        request.version(),
        request.resource(),
        request.resourceRequest() ? request.subresource() : request.path(),
        scope);
  }

  private static String verb(Exchange exchange, RequestInfo request, String scope) {
    if (request.resourceRequest() && CONNECTIONS.contains(request.subresource())) {
      return "CONNECT";
    }
    return switch (exchange.method()) {
      case "GET", "HEAD" ->
          request.verb().equals("watch")
              ? "WATCH"
              : scope.isEmpty() || scope.equals("resource") ? "GET" : "LIST";
      case "PATCH" ->
          "application/apply-patch+yaml".equals(exchange.header("Content-Type"))
              ? "APPLY"
              : "PATCH";
      case "POST", "PUT", "DELETE" -> exchange.method();
      default -> "other";
    };
  }

  private static String scope(RequestInfo request) {
    if (!request.name().isEmpty() || request.verb().equals("create")) {
      return "resource";
    }
    if (!request.namespace().isEmpty()) {
      return "namespace";
    }
    return request.resourceRequest() ? "cluster" : "";
  }

  /** The value of {@code dry_run}. */
  static String dryRun(Map<String, List<String>> query) {
    List<String> asked = query.get("dryRun");
    if (asked == null) {
      return "";
    }
    return asked.stream().allMatch("All"::equals) ? "All" : "invalid";
  }

  /** The names of the labels, and of others behind them. */
  static String[] names(String... further) {
    return Stream.concat(NAMES.stream(), Stream.of(further)).toArray(String[]::new);
  }

  /** The values of the labels, and of others behind them, in the order of their names. */
  String[] values(String... further) {
    return Stream.concat(
            Stream.of(verb, group, version, resource, subresource, scope, "apiserver"),
            Stream.of(further))
        .toArray(String[]::new);
  }

  Tags tags() {
    String[] values = values();
    return Tags.of(
        IntStream.range(0, values.length).mapToObj(i -> Tag.of(NAMES.get(i), values[i])).toList());
  }
}
