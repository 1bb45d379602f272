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

  /** Whether it is JSON without parameters in its type. */
  boolean isPlainJson() {
    return contentType.equals("application/json");
  }

  /** The same document otherwise encoded. */
  Document encoded(byte[] other, String type) {
    return new Document(other, type, etag, cacheControl);
  }
}
