package io.navarch.gateway.discovery;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.ErrorAnswer;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.NonResourceHandler;
import io.navarch.gateway.registry.Representation;
import io.navarch.gateway.registry.TextForms;
import io.navarch.model.resource.BuiltinResources;
import org.jspecify.annotations.Nullable;

/** Serves the discovery documents. */
public final class DiscoveryHandler implements NonResourceHandler {
  private final DiscoveryDocuments documents;

  public DiscoveryHandler(DiscoveryDocuments documents) {
    this.documents = documents;
  }

  @Override
  public boolean serves(String path) {
    return path.equals("/api")
        || path.equals("/apis")
        || path.startsWith("/api/")
        || path.startsWith("/apis/");
  }

  @Override
  public void handle(Exchange exchange, User user) {
    Document document =
        documents
            .document(exchange.path(), exchange.header("Accept"))
            .orElseThrow(() -> ErrorAnswer.nothingAt(exchange.path()));
    boolean isRoute = isRoute(exchange.path());
    if (isRoute) {
      ErrorAnswer.requireGet(exchange);
    }
    DocumentAnswer.send(exchange, encoded(document, exchange.header("Accept"), isRoute));
  }

  /**
   * Whether upstream has a route for GET alone there: for versions and the root of the old API. The
   * root of the others, groups, and what definitions serve, answer any method.
   */
  private static boolean isRoute(String path) {
    String[] parts = path.split("/");
    return parts[1].equals("api")
        || parts.length > 3 && BuiltinResources.instance().groupPriority(parts[2]).isPresent();
  }

  /** Documents that are objects of meta.k8s.io can be had in all encodings. */
  private static Document encoded(Document document, @Nullable String accept, boolean isRoute) {
    if (!document.isPlainJson()) {
      return document;
    }
    if (isRoute) {
      Representation.requireRoute(accept);
    }
    Representation as = Representation.negotiate(accept, false, "", Representation.Offer.PLAIN);
    if (as.media() == Representation.Media.JSON) {
      return document;
    }
    return document.encoded(TextForms.finish(document.body(), as), as.media().contentType());
  }
}
