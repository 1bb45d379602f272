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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI documents, built at their first use and again when the served resources have changed.
 */
public final class OpenApiDocuments {
  /** gnostic's form of OpenAPI v2. */
  static final String V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  /** gnostic's form of OpenAPI v3. */
  static final String V3_PROTOBUF = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";

  private static final String JSON = "application/json";

  /** What was built from one state of the catalog. */
  private static final class Built {
    final Collection<ResourceDefinition> resources;
    final List<RemoteDocument> remote;
    final OpenApiBuilder builder;
    final Map<String, List<ApiPath>> paths;
    final BuildFingerprint fingerprint = new BuildFingerprint();
    final Map<String, Document> v3 = new ConcurrentHashMap<>();
    final Map<String, Document> v3Protobuf = new ConcurrentHashMap<>();
    volatile @Nullable Document index;
    volatile @Nullable Document v2;
    volatile @Nullable Document v2Protobuf;

    Built(
        Collection<ResourceDefinition> resources,
        List<RemoteDocument> remote,
        CustomDefinitions custom,
        @Nullable Built before) {
      this.resources = resources;
      this.remote = remote;
      this.builder = new OpenApiBuilder(List.copyOf(resources), custom);
      this.paths = builder.v3Paths();
      if (before != null) {
        before.v3.forEach(
            (name, document) -> {
              if (isBuiltin(name) && served(name).equals(before.served(name))) {
                v3.put(name, document);
                Document protobuf = before.v3Protobuf.get(name);
                if (protobuf != null) {
                  v3Protobuf.put(name, protobuf);
                }
              }
            });
      }
    }

    /** The names of all v3 documents, in their order. */
    Set<String> names() {
      Set<String> names = new TreeSet<>(paths.keySet());
      remote.stream().filter(r -> r.v3() != null).map(RemoteDocument::name).forEach(names::add);
      return names;
    }

    private byte @Nullable [] body(String name) {
      List<ApiPath> own = paths.get(name);
      if (own != null) {
        return Json.write(builder.v3(name, own));
      }
      return remote.stream()
          .filter(r -> r.name().equals(name))
          .findFirst()
          .map(RemoteDocument::v3)
          .orElse(null);
    }

    /** Whether nothing but the build decides the document of that name. */
    boolean isBuiltin(String name) {
      return paths.containsKey(name)
          && served(name).stream().allMatch(r -> BuiltinResources.instance().has(r));
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
  private final RemoteDocuments remote;
  private volatile @Nullable Built built;

  /**
   * @param remote what other servers say of their APIs
   */
  public OpenApiDocuments(
      ResourceCatalog catalog, CustomDefinitions custom, RemoteDocuments remote) {
    this.catalog = catalog;
    this.custom = custom;
    this.remote = remote;
  }

  private synchronized Built current() {
    Collection<ResourceDefinition> resources = catalog.all();
    List<RemoteDocument> others = remote.all();
    Built now = built;
    if (now == null || now.resources != resources || now.remote != others) {
      now = new Built(resources, others, custom, now);
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
      for (String name : now.names()) {
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
    Document known = now.v3.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    byte[] body = now.body(name);
    if (body == null) {
      return Optional.empty();
    }
    String etag = now.isBuiltin(name) ? '"' + now.hash(name) + '"' : etag(body);
    Document made = new Document(body, JSON, etag, "");
    now.v3.put(name, made);
    return Optional.of(made);
  }

  /** The same in protobuf; its tag is that of the JSON form. */
  public Optional<Document> v3Protobuf(String name) {
    Built now = current();
    return v3(now, name)
        .map(json -> now.v3Protobuf.computeIfAbsent(name, _ -> protobuf(V3_PROTOBUF, json)));
  }

  private static Document protobuf(String type, Document json) {
    Map<String, Object> tree = Json.readObject(json.body());
    byte[] body = type.equals(V2_PROTOBUF) ? GnosticWriter.v2(tree) : GnosticWriter.v3(tree);
    return new Document(body, type, json.etag(), "");
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
      Map<String, Object> tree = now.builder.v2();
      if (!now.remote.isEmpty()) {
        DocumentMerge merge = new DocumentMerge(tree);
        now.remote.forEach(merge::add);
      }
      byte[] body = Json.write(tree);
      document = new Document(body, JSON, etag(body), "");
      now.v2 = document;
    }
    return document;
  }

  /** The same in protobuf; its tag is that of the JSON form. */
  public Document v2Protobuf() {
    Built now = current();
    Document document = now.v2Protobuf;
    if (document == null) {
      document = protobuf(V2_PROTOBUF, v2());
      now.v2Protobuf = document;
    }
    return document;
  }

  private static String etag(byte[] body) {
    return '"' + BuildFingerprint.of(body) + '"';
  }
}
