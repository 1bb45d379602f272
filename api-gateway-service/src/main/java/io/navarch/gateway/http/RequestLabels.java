package io.navarch.gateway.http;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.navarch.gateway.request.RequestInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What upstream's request metrics tell apart.
 *
 * @param subresource of a resource request, the path of others
 */
record RequestLabels(
    String verb, String group, String version, String resource, String subresource, String scope) {
  private static final Set<String> CONNECTIONS =
      Set.of("log", "exec", "portforward", "attach", "proxy");

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

  Tags tags() {
    return Tags.of(
        Tag.of("verb", verb),
        Tag.of("group", group),
        Tag.of("version", version),
        Tag.of("resource", resource),
        Tag.of("subresource", subresource),
        Tag.of("scope", scope),
        Tag.of("component", "apiserver"));
  }
}
