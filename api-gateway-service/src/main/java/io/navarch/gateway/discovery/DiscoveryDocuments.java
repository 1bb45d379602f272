package io.navarch.gateway.discovery;

import io.navarch.gateway.registry.Representation;
import io.navarch.gateway.registry.Representation.Media;
import io.navarch.gateway.registry.TextForms;
import io.navarch.model.json.Json;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The discovery documents by path, each encoded at its first use and again only when the served
 * resources have changed.
 */
public final class DiscoveryDocuments {
  private static final String AGGREGATED_FORM =
      ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  /** What was built from one state of the catalog. */
  private record Built(
      Collection<ResourceDefinition> resources,
      List<RemoteVersion> remote,
      ServedGroups served,
      Map<String, Document> documents) {}

  private final ResourceCatalog catalog;
  private final RemoteVersions remote;
  private final String serverAddress;
  private volatile @Nullable Built built;

  /**
   * @param remote what other servers serve
   * @param serverAddress host and port under which clients reach the server
   */
  public DiscoveryDocuments(ResourceCatalog catalog, RemoteVersions remote, String serverAddress) {
    this.catalog = catalog;
    this.remote = remote;
    this.serverAddress = serverAddress;
  }

  /**
   * The document of a path such as {@code /api}, {@code /apis/apps} or {@code /apis/apps/v1}, or
   * empty if no group or version is served there.
   *
   * @param accept the request's header; {@code /api} and {@code /apis} answer with the aggregated
   *     form where it is asked for
   */
  public Optional<Document> document(String path, @Nullable String accept) {
    String plain =
        path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
    boolean root = plain.equals("/api") || plain.equals("/apis");
    Media aggregated = root ? aggregatedMedia(accept) : null;
    Built now = current();
    String key = aggregated == null ? plain : plain + "?" + aggregated;
    Document known = now.documents().get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Document> made =
        aggregated == null
            ? legacy(now.served(), plain)
            : Optional.of(aggregated(now.served(), plain, aggregated));
    made.ifPresent(document -> now.documents().put(key, document));
    return made;
  }

  private Built current() {
    Collection<ResourceDefinition> resources = catalog.all();
    List<RemoteVersion> others = remote.all();
    Built now = built;
    if (now == null || now.resources() != resources || now.remote() != others) {
      now =
          new Built(
              resources, others, ServedGroups.of(resources, others), new ConcurrentHashMap<>());
      built = now;
    }
    return now;
  }

  /** How the aggregated form shall be encoded; null where it is not asked for. */
  private static @Nullable Media aggregatedMedia(@Nullable String accept) {
    for (MediaRange range : MediaRange.parse(accept)) {
      Optional<Media> media =
          Arrays.stream(Media.values()).filter(m -> range.covers(m.contentType())).findFirst();
      if (media.isPresent()) {
        if (range.parameter("as").isEmpty()) {
          return null;
        }
        if (range.parameter("g").equals("apidiscovery.k8s.io")
            && range.parameter("v").equals("v2")
            && range.parameter("as").equals("APIGroupDiscoveryList")) {
          return media.get();
        }
      }
    }
    return null;
  }

  /** Its tag is the same in every encoding, as upstream's. */
  private static Document aggregated(ServedGroups served, String root, Media media) {
    boolean core = root.equals("/api");
    byte[] body =
        line(
            AggregatedDiscovery.list(
                served.groups().stream().filter(g -> g.name().isEmpty() == core).toList()));
    return new Document(
        TextForms.finish(body, Representation.of(media)),
        media.contentType() + AGGREGATED_FORM,
        '"' + sha512(body) + '"',
        "public");
  }

  private Optional<Document> legacy(ServedGroups served, String path) {
    String[] parts = path.substring(1).split("/");
    Optional<Map<String, Object>> tree =
        switch (parts[0] + parts.length) {
          case "api1" -> Optional.of(LegacyDiscovery.versions(serverAddress));
          case "api2" -> served.version("", parts[1]).map(LegacyDiscovery::resourceList);
          case "apis1" -> Optional.of(LegacyDiscovery.groupList(served));
          case "apis2" -> served.group(parts[1]).map(LegacyDiscovery::group);
          case "apis3" -> served.version(parts[1], parts[2]).map(LegacyDiscovery::resourceList);
          default -> Optional.empty();
        };
    return tree.map(t -> Document.json(line(t)));
  }

  /** As all JSON for programs is written, with a line break behind it. */
  private static byte[] line(Map<String, Object> tree) {
    return (Json.writeString(tree) + '\n').getBytes(StandardCharsets.UTF_8);
  }

  private static String sha512(byte[] body) {
    try {
      return HexFormat.of()
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("SHA-512").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
