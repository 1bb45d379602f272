package io.navarch.gateway.openapi;

import io.navarch.gateway.discovery.Document;
import io.navarch.model.json.Json;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.schema.SchemaCatalog;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI documents, built at their first use and again when the served resources have changed.
 */
public final class OpenApiDocuments {
  private static final String JSON = "application/json";

  /** What was built from one state of the catalog. */
  private static final class Built {
    final List<ResourceDefinition> resources;
    final OpenApiBuilder builder;
    final Map<String, List<ApiPath>> paths;
    final Map<String, Document> v3 = new ConcurrentHashMap<>();
    volatile @Nullable Document index;
    volatile @Nullable Document v2;

    Built(List<ResourceDefinition> resources, SchemaCatalog schemas) {
      this.resources = resources;
      this.builder = new OpenApiBuilder(resources, schemas);
      this.paths = builder.v3Paths();
    }
  }

  private final ResourceCatalog catalog;
  private final SchemaCatalog schemas;
  private volatile @Nullable Built built;

  public OpenApiDocuments(ResourceCatalog catalog, SchemaCatalog schemas) {
    this.catalog = catalog;
    this.schemas = schemas;
  }

  private synchronized Built current() {
    List<ResourceDefinition> resources = List.copyOf(catalog.all());
    Built now = built;
    if (now == null || !now.resources.equals(resources)) {
      now = new Built(resources, schemas);
      built = now;
    }
    return now;
  }

  /** {@code /openapi/v3}: the address of each document, with the hash of its content. */
  public Document index() {
    Built now = current();
    Document index = now.index;
    if (index == null) {
      Map<String, Object> paths = new LinkedHashMap<>();
      for (String name : now.paths.keySet()) {
        String hash = hash(v3(now, name).orElseThrow());
        paths.put(name, Map.of("serverRelativeURL", "/openapi/v3/" + name + "?hash=" + hash));
      }
      byte[] body = Json.write(Map.of("paths", paths));
      index = new Document(body, JSON, etag(body), "");
      now.index = index;
    }
    return index;
  }

  /**
   * The v3 document of a group version.
   *
   * @param name such as {@code api/v1} or {@code apis/apps/v1}
   */
  public Optional<Document> v3(String name) {
    return v3(current(), name);
  }

  private static Optional<Document> v3(Built now, String name) {
    List<ApiPath> paths = now.paths.get(name);
    if (paths == null) {
      return Optional.empty();
    }
    return Optional.of(
        now.v3.computeIfAbsent(
            name,
            _ -> {
              byte[] body = Json.write(now.builder.v3(name, paths));
              return new Document(body, JSON, etag(body), "");
            }));
  }

  /** The hash by which the index names a document. */
  static String hash(Document document) {
    return document.etag().substring(1, document.etag().length() - 1);
  }

  /** The whole API in one document. */
  public Document v2() {
    Built now = current();
    Document document = now.v2;
    if (document == null) {
      byte[] body = Json.write(now.builder.v2());
      document = new Document(body, JSON, etag(body), "");
      now.v2 = document;
    }
    return document;
  }

  static String etag(byte[] body) {
    try {
      return '"'
          + HexFormat.of()
              .withUpperCase()
              .formatHex(MessageDigest.getInstance("SHA-512").digest(body))
          + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
