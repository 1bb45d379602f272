package io.navarch.gateway.discovery;

import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that is served in one document: {@code apidiscovery.k8s.io/v2 APIGroupDiscoveryList}.
 */
final class AggregatedDiscovery {
  private AggregatedDiscovery() {}

  static Map<String, Object> list(List<ServedGroups.Group> groups) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kind", "APIGroupDiscoveryList");
    result.put("apiVersion", "apidiscovery.k8s.io/v2");
    result.put("metadata", Map.of());
    result.put("items", groups.stream().map(AggregatedDiscovery::group).toList());
    return result;
  }

  private static Map<String, Object> group(ServedGroups.Group group) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    if (!group.name().isEmpty()) {
      metadata.put("name", group.name());
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("metadata", metadata);
    result.put("versions", group.versions().stream().map(AggregatedDiscovery::version).toList());
    return result;
  }

  private static Map<String, Object> version(ServedGroups.Version version) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("version", version.name());
    RemoteVersion remote = version.remote();
    if (remote != null) {
      if (!remote.resources().isEmpty()) {
        result.put("resources", remote.resources());
      }
      result.put("freshness", remote.fresh() ? "Current" : "Stale");
      return result;
    }
    result.put(
        "resources", version.resources().stream().map(AggregatedDiscovery::resource).toList());
    result.put("freshness", "Current");
    return result;
  }

  private static Map<String, Object> resource(ResourceDefinition resource) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("resource", resource.plural());
    result.put("responseKind", responseKind(resource, resource.gvk()));
    result.put("scope", resource.namespaced() ? "Namespaced" : "Cluster");
    result.put("singularResource", resource.singular());
    result.put("verbs", CustomOrder.verbs(resource));
    LegacyDiscovery.putUnlessEmpty(result, "shortNames", resource.shortNames());
    LegacyDiscovery.putUnlessEmpty(result, "categories", resource.categories());
    if (!resource.subresources().isEmpty()) {
      List<Object> subresources = new ArrayList<>();
      CustomOrder.subresources(resource)
          .forEach(each -> subresources.add(subresource(resource, each)));
      result.put("subresources", subresources);
    }
    return result;
  }

  private static Map<String, Object> subresource(
      ResourceDefinition parent, ResourceDefinition.Subresource subresource) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("subresource", subresource.name());
    result.put(
        "responseKind",
        responseKind(parent, subresource.kind() == null ? parent.gvk() : subresource.kind()));
    result.put("verbs", subresource.verbs().stream().sorted().toList());
    return result;
  }

  /** Group and version of a built-in kind stay empty where they are those of its list. */
  private static Map<String, Object> responseKind(
      ResourceDefinition parent, GroupVersionKind kind) {
    boolean own = kind.apiVersion().equals(parent.apiVersion()) && !CustomOrder.isCustom(parent);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("group", own ? "" : kind.group());
    result.put("version", own ? "" : kind.version());
    result.put("kind", kind.kind());
    return result;
  }
}
