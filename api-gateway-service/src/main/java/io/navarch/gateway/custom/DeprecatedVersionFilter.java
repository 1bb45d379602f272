package io.navarch.gateway.custom;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.DeprecatedApis;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.RequestFilter;
import io.navarch.gateway.registry.Answers;
import io.navarch.gateway.request.RequestInfo;

/** Warns whoever uses a deprecated version of a custom resource. */
final class DeprecatedVersionFilter implements RequestFilter {
  private final CustomResources resources;
  private final DeprecatedApis deprecated;

  DeprecatedVersionFilter(CustomResources resources, DeprecatedApis deprecated) {
    this.resources = resources;
    this.deprecated = deprecated;
  }

  @Override
  public int order() {
    return AUTHORIZED;
  }

  @Override
  public void filter(Exchange exchange, RequestInfo request, User user, Next next) {
    if (request.resourceRequest() && request.group().contains(".")) {
      CustomVersion version =
          resources.served(request.group(), request.version(), request.resource());
      if (version != null && !version.warnings().isEmpty()) {
        Answers.warn(exchange, version.warnings());
        deprecated.used(request);
      }
    }
    next.proceed(user);
  }
}
