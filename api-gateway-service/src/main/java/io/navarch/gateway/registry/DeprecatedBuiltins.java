package io.navarch.gateway.registry;

import io.navarch.gateway.http.DeprecatedApis;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import java.util.List;
import java.util.Map;

/** Warns whoever uses a built-in kind that is deprecated, in upstream's words. */
public final class DeprecatedBuiltins {
  private static final Map<String, String> WARNINGS =
      Map.of(
          "endpoints",
          "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
          "componentstatuses",
          "v1 ComponentStatus is deprecated in v1.19+");

  private final DeprecatedApis deprecated;

  public DeprecatedBuiltins(DeprecatedApis deprecated) {
    this.deprecated = deprecated;
  }

  /** To be told of requests for which there is a route: upstream warns of no others. */
  void used(Exchange exchange, RequestInfo request) {
    String warning = request.group().isEmpty() ? WARNINGS.get(request.resource()) : null;
    if (warning != null) {
      Answers.warn(exchange, List.of(warning));
      deprecated.used(request);
    }
  }
}
