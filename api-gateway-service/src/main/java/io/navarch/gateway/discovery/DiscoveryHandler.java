package io.navarch.gateway.discovery;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.NonResourceHandler;
import io.navarch.model.status.ApiException;

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
            .orElseThrow(ApiException::noSuchResource);
    DocumentAnswer.send(exchange, document);
  }
}
