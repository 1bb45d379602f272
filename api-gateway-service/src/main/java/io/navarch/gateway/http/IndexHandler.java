package io.navarch.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.navarch.gateway.access.User;
import io.navarch.gateway.registry.TextForms;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** {@code /}: the paths that there are. */
public final class IndexHandler implements NonResourceHandler {
  private static final List<String> FIXED =
      List.of(
          "/.well-known/openid-configuration",
          "/api",
          "/api/v1",
          "/apis",
          "/apis/",
          "/flagz",
          "/healthz",
          "/livez",
          "/metrics",
          "/metrics/slis",
          "/openapi/v2",
          "/openapi/v3",
          "/openapi/v3/",
          "/openid/v1/jwks",
          "/readyz",
          "/statusz",
          "/version");

  private final ResourceCatalog catalog;

  public IndexHandler(ResourceCatalog catalog) {
    this.catalog = catalog;
  }

  /** The paths that do not depend on what is served. */
  public static List<String> fixedPaths() {
    return FIXED;
  }

  @Override
  public boolean serves(String path) {
    return path.isEmpty() || path.equals("/");
  }

  @Override
  public void handle(Exchange exchange, User user) {
    TreeSet<String> paths = new TreeSet<>(FIXED);
    for (ResourceDefinition resource : catalog.all()) {
      if (!resource.group().isEmpty()) {
        paths.add("/apis/" + resource.group());
        paths.add("/apis/" + resource.apiVersion());
      }
    }
    exchange.respond(
        200,
        "application/json",
        TextForms.indentedText(Map.of("paths", List.copyOf(paths))).getBytes(UTF_8));
  }
}
