package io.navarch.gateway.aggregation;

import io.navarch.gateway.discovery.RemoteVersion;
import io.navarch.gateway.discovery.RemoteVersions;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the servers of aggregated APIs say they serve, as far as they were asked. */
final class RemoteDiscovery implements RemoteVersions {
  private final ApiServices apis;
  private final Map<String, List<Object>> resources = new ConcurrentHashMap<>();
  private volatile List<RemoteVersion> last = List.of();

  RemoteDiscovery(ApiServices apis) {
    this.apis = apis;
  }

  /** Takes in an APIResourceList. */
  void learn(AggregatedApi api, byte[] document) {
    try {
      resources.put(
          api.group() + "/" + api.version(),
          aggregated(ApiObject.listAt(Json.readObject(document), "resources")));
    } catch (MalformedJsonException e) {
      resources.remove(api.group() + "/" + api.version());
    }
  }

  void keepOnly(Set<String> groupVersions) {
    resources.keySet().retainAll(groupVersions);
  }

  @Override
  public List<RemoteVersion> all() {
    Map<String, AggregatedApi> remote = apis.remote();
    List<RemoteVersion> now = new ArrayList<>(remote.size());
    remote.forEach(
        (key, api) ->
            now.add(
                new RemoteVersion(
                    api.group(),
                    api.version(),
                    api.groupPriority(),
                    api.versionPriority(),
                    api.available() && resources.containsKey(key),
                    resources.getOrDefault(key, List.of()))));
    if (!now.equals(last)) {
      last = List.copyOf(now);
    }
    return last;
  }

  /** The entries of {@code apidiscovery.k8s.io/v2}, subresources below their resource. */
  private static List<Object> aggregated(List<Object> listed) {
    Map<String, Map<String, Object>> byName = new LinkedHashMap<>();
    for (Object each : listed) {
      if (each instanceof Map<?, ?> entry && entry.get("name") instanceof String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
          byName.put(name, resource(name, entry));
        }
      }
    }
    for (Object each : listed) {
      if (each instanceof Map<?, ?> entry && entry.get("name") instanceof String name) {
        int slash = name.indexOf('/');
        Map<String, Object> parent = slash < 0 ? null : byName.get(name.substring(0, slash));
        if (parent != null) {
          Map<String, Object> subresource = new LinkedHashMap<>();
          subresource.put("subresource", name.substring(slash + 1));
          subresource.put("responseKind", kind(entry));
          subresource.put("verbs", verbs(entry));
          List<Object> all = new ArrayList<>(ApiObject.listAt(parent, "subresources"));
          all.add(subresource);
          parent.put("subresources", all);
        }
      }
    }
    return List.copyOf(byName.values());
  }

  private static Map<String, Object> resource(String name, Map<?, ?> entry) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("resource", name);
    resource.put("responseKind", kind(entry));
    resource.put("scope", Boolean.TRUE.equals(entry.get("namespaced")) ? "Namespaced" : "Cluster");
    resource.put("singularResource", text(entry, "singularName"));
    resource.put("verbs", verbs(entry));
    for (String list : List.of("shortNames", "categories")) {
      if (entry.get(list) instanceof List<?> values && !values.isEmpty()) {
        resource.put(list, values);
      }
    }
    return resource;
  }

  private static Map<String, Object> kind(Map<?, ?> entry) {
    Map<String, Object> kind = new LinkedHashMap<>();
    kind.put("group", text(entry, "group"));
    kind.put("version", text(entry, "version"));
    kind.put("kind", text(entry, "kind"));
    return kind;
  }

  private static List<?> verbs(Map<?, ?> entry) {
    return entry.get("verbs") instanceof List<?> verbs ? verbs : List.of();
  }

  private static String text(Map<?, ?> entry, String name) {
    return entry.get(name) instanceof String text ? text : "";
  }
}
