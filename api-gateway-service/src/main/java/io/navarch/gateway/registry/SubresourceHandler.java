package io.navarch.gateway.registry;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.resource.ResourceDefinition;

/**
 * Serves a resource or subresource that is not an object of the store: {@code pods/log}, {@code
 * pods/exec}, {@code serviceaccounts/token}, {@code tokenreviews}, {@code services/proxy}.
 * Authentication and authorization are done when it is called; CONNECT admission too.
 */
public interface SubresourceHandler {
  /** Subresource is empty for the resource itself. */
  boolean serves(ResourceDefinition resource, String subresource, String verb);

  void handle(Exchange exchange, RequestInfo request, ResourceDefinition resource, User user);
}
