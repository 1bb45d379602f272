package io.navarch.gateway.discovery;

/**
 * A document that is served as it stands.
 *
 * @param etag quoted, or empty where the document is served without one
 * @param cacheControl empty where there is none
 */
public record Document(byte[] body, String contentType, String etag, String cacheControl) {

  static Document json(byte[] body) {
    return new Document(body, "application/json", "", "");
  }
}
