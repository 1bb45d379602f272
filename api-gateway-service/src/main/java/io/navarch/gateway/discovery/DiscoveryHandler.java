package io.navarch.gateway.discovery;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.ErrorAnswer;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.NonResourceHandler;
import io.navarch.gateway.registry.Representation;
import io.navarch.gateway.registry.TextForms;
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
    ErrorAnswer.requireReading(exchange);
    Document document =
        documents
            .document(exchange.path(), exchange.header("Accept"))
            .orElseThrow(() -> ErrorAnswer.nothingAt(exchange.path()));
    DocumentAnswer.send(exchange, encoded(document, exchange.header("Accept")));
  }

  /** Documents that are objects of meta.k8s.io can be had in all encodings. */
  private static Document encoded(Document document, @Nullable String accept) {
    Representation as = Representation.ofStatus(accept, false);
    if (as.media() == Representation.Media.JSON || !document.isPlainJson()) {
      return document;
    }
    return document.encoded(TextForms.finish(document.body(), as), as.media().contentType());
  }
}
