package io.navarch.gateway.http;

import io.navarch.gateway.access.User;

/**
 * Serves paths that name no resource, such as {@code /version}, {@code /openapi/v3} or {@code
 * /apis}.
 */
public interface NonResourceHandler {
  /**
   * Whether it serves this path. Asked in the order of the handlers; the first that says yes gets
   * the request.
   */
  boolean serves(String path);

  void handle(Exchange exchange, User user);
}
