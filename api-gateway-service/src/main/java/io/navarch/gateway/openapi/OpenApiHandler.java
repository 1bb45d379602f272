package io.navarch.gateway.openapi;

import io.navarch.gateway.access.User;
import io.navarch.gateway.discovery.Document;
import io.navarch.gateway.discovery.DocumentAnswer;
import io.navarch.gateway.discovery.MediaRange;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.NonResourceHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Serves {@code /openapi/v2} and {@code /openapi/v3}. A v3 document that is asked for by its hash
 * may be kept for ever; with a hash that is out of date the client is sent to the present one.
 */
public final class OpenApiHandler implements NonResourceHandler {
  private static final String V3 = "/openapi/v3/";

  /** What the protobuf forms were called at first, and are still asked for. */
  private static final String OLD_V2_PROTOBUF =
      "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

  private static final String OLD_V3_PROTOBUF =
      "application/com.github.proto-openapi.spec.v3@v1.0+protobuf";

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final OpenApiDocuments documents;
  private final InstantSource clock;

  public OpenApiHandler(OpenApiDocuments documents, InstantSource clock) {
    this.documents = documents;
    this.clock = clock;
  }

  @Override
  public boolean serves(String path) {
    return path.equals("/openapi/v2") || path.equals("/openapi/v3") || path.startsWith(V3);
  }

  @Override
  public void handle(Exchange exchange, User user) {
    switch (exchange.path()) {
      case "/openapi/v2" -> v2(exchange);
      case "/openapi/v3" -> DocumentAnswer.send(exchange, asText(documents.index()));
      default -> v3(exchange, exchange.path().substring(V3.length()));
    }
  }

  private enum Form {
    JSON,
    PROTOBUF
  }

  /** The form that the client likes best, of JSON and the given names of the other one. */
  private static Optional<Form> wanted(Exchange exchange, String protobuf, String oldProtobuf) {
    for (MediaRange range : MediaRange.parse(exchange.header("Accept"))) {
      if (range.covers("application/json")) {
        return Optional.of(Form.JSON);
      }
      if (range.type().equals(protobuf) || range.type().equals(oldProtobuf)) {
        return Optional.of(Form.PROTOBUF);
      }
    }
    exchange.respond(406, "text/plain; charset=utf-8", new byte[0]);
    return Optional.empty();
  }

  private void v2(Exchange exchange) {
    wanted(exchange, OpenApiDocuments.V2_PROTOBUF, OLD_V2_PROTOBUF)
        .map(form -> form == Form.JSON ? documents.v2() : documents.v2Protobuf())
        .ifPresent(document -> DocumentAnswer.send(exchange, document));
  }

  private void v3(Exchange exchange, String name) {
    Optional<Form> form = wanted(exchange, OpenApiDocuments.V3_PROTOBUF, OLD_V3_PROTOBUF);
    if (form.isEmpty()) {
      return;
    }
    Optional<Document> document =
        form.get() == Form.JSON ? documents.v3(name) : documents.v3Protobuf(name);
    if (document.isEmpty()) {
      exchange.respond(404, "", new byte[0]);
      return;
    }
    v3(exchange, name, document.get());
  }

  /** Upstream does not say what the index is, so that its server takes it for text. */
  private static Document asText(Document index) {
    return new Document(
        index.body(), "text/plain; charset=utf-8", index.etag(), index.cacheControl());
  }

  private void v3(Exchange exchange, String name, Document document) {
    List<String> asked = exchange.query().getOrDefault("hash", List.of());
    String hash = OpenApiDocuments.hash(document);
    if (asked.isEmpty()) {
      DocumentAnswer.send(exchange, withCacheControl(document, "no-cache, private"));
    } else if (asked.getFirst().equals(hash)) {
      exchange.addResponseHeader(
          "Expires", HTTP_DATE.format(clock.instant().plus(Duration.ofDays(365))));
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
