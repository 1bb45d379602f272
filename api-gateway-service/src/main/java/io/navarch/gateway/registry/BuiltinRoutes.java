package io.navarch.gateway.registry;

import io.navarch.gateway.http.ErrorAnswer;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.Set;

/**
 * Which HTTP methods have a route to built-in resources where the verb does not tell. Upstream has
 * no route for HEAD but to proxies, and streams of pods have few; resources of definitions have no
 * routes at all, so that HEAD reads them.
 */
final class BuiltinRoutes {
  private static final Set<String> READ = Set.of("GET");
  private static final Set<String> STREAM = Set.of("GET", "POST");
  private static final Set<String> PROXY =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Set<String> CONNECTED = Set.of("exec", "attach", "portforward", "proxy");

  private BuiltinRoutes() {}

  /**
   * @throws ApiException 405 where no route takes the method; 400 for a dry run of a stream
   */
  static void require(String method, RequestInfo request, ResourceDefinition resource) {
    String subresource = request.subresource();
    if (!subresource.isEmpty() && !resource.subresources().containsKey(subresource)) {
      return;
    }
    boolean hasRoute =
        switch (subresource) {
          case "log" -> READ.contains(method);
          case "exec", "attach", "portforward" -> STREAM.contains(method);
          case "proxy" -> PROXY.contains(method);
          default ->
              request.verb().equals("watch") ? READ.contains(method) : !method.equals("HEAD");
        };
    if (!hasRoute) {
      throw ErrorAnswer.methodNotAllowed();
    }
    if (CONNECTED.contains(subresource) && request.query().containsKey("dryRun")) {
      throw ApiException.badRequest("dryRun is not supported");
    }
  }
}
