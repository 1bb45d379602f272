package io.navarch.gateway.openapi;

import io.navarch.gateway.discovery.Document;
import io.navarch.model.json.Json;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import java.util.Collection;
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
    final Collection<ResourceDefinition> resources;
    final OpenApiBuilder builder;
    final Map<String, List<ApiPath>> paths;
    final BuildFingerprint fingerprint = new BuildFingerprint();
    final Map<String, Document> v3 = new ConcurrentHashMap<>();
    volatile @Nullable Document index;
    volatile @Nullable Document v2;

    Built(
        Collection<ResourceDefinition> resources,
        CustomDefinitions custom,
        @Nullable Built before) {
      this.resources = resources;
      this.builder = new OpenApiBuilder(List.copyOf(resources), custom);
      this.paths = builder.v3Paths();
      if (before != null) {
        before.v3.forEach(
            (name, document) -> {
              if (isBuiltin(name) && served(name).equals(before.served(name))) {
                v3.put(name, document);
              }
            });
      }
    }

    /** Whether nothing but the build decides the document of that name. */
    boolean isBuiltin(String name) {
      return served(name).stream()
          .allMatch(r -> BuiltinResources.instance().byKind(r.gvk()).isPresent());
    }

    private List<ResourceDefinition> served(String name) {
      return resources.stream()
          .filter(r -> name.equals((r.group().isEmpty() ? "api/" : "apis/") + r.apiVersion()))
          .toList();
    }

    /** The hash by which the index names a document; built-in ones are not written for it. */
    String hash(String name) {
      return isBuiltin(name)
          ? fingerprint.of(name, served(name).stream().map(ResourceDefinition::plural).toList())
          : OpenApiDocuments.hash(v3(this, name).orElseThrow());
    }
  }

  private final ResourceCatalog catalog;
  private final CustomDefinitions custom;
  private volatile @Nullable Built built;

  public OpenApiDocuments(ResourceCatalog catalog, CustomDefinitions custom) {
    this.catalog = catalog;
    this.custom = custom;
  }

  private synchronized Built current() {
    Collection<ResourceDefinition> resources = catalog.all();
    Built now = built;
    if (now == null || now.resources != resources) {
      now = new Built(resources, custom, now);
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
        String hash = now.hash(name);
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
              String etag = now.isBuiltin(name) ? '"' + now.hash(name) + '"' : etag(body);
              return new Document(body, JSON, etag, "");
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

  private static String etag(byte[] body) {
    return '"' + BuildFingerprint.of(body) + '"';
  }
}
