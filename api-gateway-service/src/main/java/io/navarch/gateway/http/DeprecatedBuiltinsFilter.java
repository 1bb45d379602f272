package io.navarch.gateway.http;

import io.navarch.gateway.access.User;
import io.navarch.gateway.registry.Answers;
import io.navarch.gateway.request.RequestInfo;
import java.util.List;
import java.util.Map;

/** Warns whoever uses a built-in kind that is deprecated, in upstream's words. */
public final class DeprecatedBuiltinsFilter implements RequestFilter {
  private static final Map<String, String> WARNINGS =
      Map.of(
          "endpoints",
          "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
          "componentstatuses",
          "v1 ComponentStatus is deprecated in v1.19+");

  private final DeprecatedApis deprecated;

  public DeprecatedBuiltinsFilter(DeprecatedApis deprecated) {
    this.deprecated = deprecated;
  }

  @Override
  public int order() {
    return AUTHORIZED;
  }

  @Override
  public void filter(Exchange exchange, RequestInfo request, User user, Next next) {
    if (request.resourceRequest() && request.group().isEmpty()) {
      String warning = WARNINGS.get(request.resource());
      if (warning != null) {
        Answers.warn(exchange, List.of(warning));
        deprecated.used(request);
      }
    }
    next.proceed(user);
  }
}
