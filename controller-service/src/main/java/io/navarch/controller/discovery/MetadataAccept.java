package io.navarch.controller.discovery;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.List;

/** Makes a client ask for the metadata of objects only, where it reads, lists or watches them. */
public final class MetadataAccept implements Interceptor {

  private static final String ACCEPT =
      "application/json;as=%1$s;g=meta.k8s.io;v=v1,application/json";

  /** Adds this to a client that is being built. */
  public static void install(HttpClient.Builder builder) {
    builder.addOrReplaceInterceptor("metadata-only", new MetadataAccept());
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (!"GET".equals(request.method())) {
      return;
    }
    String path = request.uri().getPath();
    String query = request.uri().getQuery();
    boolean watch = query != null && query.contains("watch=true");
    if (path.startsWith("/api/") || path.startsWith("/apis/")) {
      builder.setHeader(
          "Accept",
          ACCEPT.formatted(
              watch || !isCollection(path)
                  ? "PartialObjectMetadata"
                  : "PartialObjectMetadataList"));
    }
  }

  /**
   * Whether a path names all objects of a kind or those of a namespace: the server refuses to show
   * a list as one object, and one object as a list.
   */
  static boolean isCollection(String path) {
    List<String> segments = List.of(path.substring(1).split("/"));
    int version = segments.getFirst().equals("api") ? 2 : 3;
    if (segments.size() <= version) {
      return false;
    }
    List<String> resource = segments.subList(version, segments.size());
    boolean namespaced = resource.getFirst().equals("namespaces") && resource.size() > 2;
    return resource.size() == (namespaced ? 3 : 1);
  }
}
