package io.navarch.gateway.request;

import java.util.List;
import java.util.Map;

/**
 * What a request's path and query ask for, by the rules of the Kubernetes API: {@code
 * /api/v1/namespaces/{namespace}/{resource}/{name}/{subresource}} and the like.
 *
 * @param resourceRequest false for paths such as {@code /healthz} and {@code /apis}
 * @param verb get, list, watch, create, update, patch, delete, deletecollection, proxy; the HTTP
 *     method in lower case for other paths
 * @param apiPrefix {@code api} or {@code apis}
 * @param namespace empty for requests across all namespaces and for cluster-scoped resources
 * @param subresource empty where none is asked
 * @param remainder what follows the subresource, for {@code proxy}; starts with a slash or is empty
 * @param query decoded query parameters
 */
public record RequestInfo(
    boolean resourceRequest,
    String path,
    String verb,
    String apiPrefix,
    String group,
    String version,
    String namespace,
    String resource,
    String subresource,
    String name,
    String remainder,
    Map<String, List<String>> query) {

  /** The same request with another verb. */
  public RequestInfo withVerb(String other) {
    return new RequestInfo(
        resourceRequest,
        path,
        other,
        apiPrefix,
        group,
        version,
        namespace,
        resource,
        subresource,
        name,
        remainder,
        query);
  }

  /** Whether the path itself asks for a watch, and not a parameter. */
  public boolean isOldWatch() {
    String root = "/" + apiPrefix + (group.isEmpty() ? "" : "/" + group) + "/" + version;
    return verb.equals("watch") && path.startsWith(root + "/watch/");
  }

  /** The first value of a query parameter, or the empty string. */
  public String parameter(String key) {
    return parameter(query, key);
  }

  static String parameter(Map<String, List<String>> query, String key) {
    List<String> values = query.get(key);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }

  /** Whether a flag is set: it is there, and is neither {@code 0} nor {@code false}. */
  public boolean flag(String key) {
    return flag(query, key);
  }

  static boolean flag(Map<String, List<String>> query, String key) {
    List<String> values = query.get(key);
    return values != null
        && !values.isEmpty()
        && !values.getFirst().equals("0")
        && !values.getFirst().equalsIgnoreCase("false");
  }
}
