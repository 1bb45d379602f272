package io.navarch.gateway.openapi;

import io.navarch.gateway.access.User;
import io.navarch.gateway.discovery.Document;
import io.navarch.gateway.discovery.DocumentAnswer;
import io.navarch.gateway.discovery.MediaRange;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.NonResourceHandler;
import io.navarch.model.status.ApiException;
import java.util.List;

/**
 * Serves {@code /openapi/v2} and {@code /openapi/v3}. A v3 document that is asked for by its hash
 * may be kept for ever; with a hash that is out of date the client is sent to the present one.
 */
public final class OpenApiHandler implements NonResourceHandler {
  private static final String V3 = "/openapi/v3/";

  /** What the protobuf form was called at first, and is still asked for. */
  private static final String OLD_PROTOBUF =
      "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

  private final OpenApiDocuments documents;

  public OpenApiHandler(OpenApiDocuments documents) {
    this.documents = documents;
  }

  @Override
  public boolean serves(String path) {
    return path.equals("/openapi/v2") || path.equals("/openapi/v3") || path.startsWith(V3);
  }

  @Override
  public void handle(Exchange exchange, User user) {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      throw ApiException.methodNotAllowed("", "openapi", exchange.method());
    }
    if (exchange.path().equals("/openapi/v2")) {
      v2(exchange);
      return;
    }
    if (!acceptsJson(exchange)) {
      notAcceptable(exchange);
      return;
    }
    switch (exchange.path()) {
      case "/openapi/v3" -> DocumentAnswer.send(exchange, documents.index());
      default -> v3(exchange, exchange.path().substring(V3.length()));
    }
  }

  private void v2(Exchange exchange) {
    for (MediaRange range : MediaRange.parse(exchange.header("Accept"))) {
      if (range.covers("application/json")) {
        DocumentAnswer.send(exchange, documents.v2());
        return;
      }
      if (range.type().equals(OpenApiDocuments.V2_PROTOBUF) || range.type().equals(OLD_PROTOBUF)) {
        DocumentAnswer.send(exchange, documents.v2Protobuf());
        return;
      }
    }
    notAcceptable(exchange);
  }

  private static void notAcceptable(Exchange exchange) {
    exchange.respond(406, "text/plain; charset=utf-8", new byte[0]);
  }

  private static boolean acceptsJson(Exchange exchange) {
    return MediaRange.parse(exchange.header("Accept")).stream()
        .anyMatch(range -> range.covers("application/json"));
  }

  private void v3(Exchange exchange, String name) {
    Document document = documents.v3(name).orElseThrow(ApiException::noSuchResource);
    List<String> asked = exchange.query().getOrDefault("hash", List.of());
    String hash = OpenApiDocuments.hash(document);
    if (asked.isEmpty()) {
      DocumentAnswer.send(exchange, withCacheControl(document, "no-cache, private"));
    } else if (asked.getFirst().equals(hash)) {
      DocumentAnswer.send(exchange, withCacheControl(document, "public, immutable"));
    } else {
      exchange.addResponseHeader("Location", V3 + name + "?hash=" + hash);
      exchange.respond(301, "text/html; charset=utf-8", new byte[0]);
    }
  }

  private static Document withCacheControl(Document document, String cacheControl) {
    return new Document(document.body(), document.contentType(), document.etag(), cacheControl);
  }
}
