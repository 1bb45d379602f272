package io.navarch.gateway.discovery;

import io.navarch.gateway.http.Compression;
import io.navarch.gateway.http.Exchange;

/** Answers with a document, or with 304 where the client already has it. */
public final class DocumentAnswer {
  private static final int COMPRESS_FROM = 128 * 1024;

  private DocumentAnswer() {}

  public static void send(Exchange exchange, Document document) {
    if (!document.cacheControl().isEmpty()) {
      exchange.addResponseHeader("Cache-Control", document.cacheControl());
    }
    if (!document.etag().isEmpty()) {
      exchange.addResponseHeader("Vary", "Accept");
      exchange.addResponseHeader("ETag", document.etag());
      if (document.etag().equals(exchange.header("If-None-Match"))) {
        exchange.respond(304, document.contentType(), new byte[0]);
        return;
      }
    }
    if (document.body().length >= COMPRESS_FROM && Compression.isAccepted(exchange)) {
      exchange.addResponseHeader("Content-Encoding", "gzip");
      exchange.respond(200, document.contentType(), Compression.gzip(document.body()));
      return;
    }
    exchange.respond(200, document.contentType(), document.body());
  }
}
