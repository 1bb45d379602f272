package io.navarch.gateway.discovery;

import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The documents of one group or version each: APIVersions, APIGroupList, APIGroup, APIResourceList.
 */
final class LegacyDiscovery {
  private LegacyDiscovery() {}

  /**
   * @param serverAddress host and port under which clients reach the server
   */
  static Map<String, Object> versions(String serverAddress) {
    Map<String, Object> address = new LinkedHashMap<>();
    address.put("clientCIDR", "0.0.0.0/0");
    address.put("serverAddress", serverAddress);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kind", "APIVersions");
    result.put("versions", List.of("v1"));
    result.put("serverAddressByClientCIDRs", List.of(address));
    return result;
  }

  static Map<String, Object> groupList(ServedGroups served) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kind", "APIGroupList");
    result.put("apiVersion", "v1");
    result.put(
        "groups",
        served.groups().stream()
            .filter(g -> !g.name().isEmpty())
            .map(LegacyDiscovery::groupMembers)
            .toList());
    return result;
  }

  static Map<String, Object> group(ServedGroups.Group group) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kind", "APIGroup");
    result.put("apiVersion", "v1");
    result.putAll(groupMembers(group));
    return result;
  }

  private static Map<String, Object> groupMembers(ServedGroups.Group group) {
    List<Object> versions = new ArrayList<>();
    group.versions().forEach(v -> versions.add(versionMembers(v)));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("name", group.name());
    result.put("versions", versions);
    result.put("preferredVersion", versions.getFirst());
    return result;
  }

  private static Map<String, Object> versionMembers(ServedGroups.Version version) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("groupVersion", version.groupVersion());
    result.put("version", version.name());
    return result;
  }

  static Map<String, Object> resourceList(ServedGroups.Version version) {
    List<Object> resources = new ArrayList<>();
    for (ResourceDefinition resource : version.resources()) {
      resources.add(resource(resource));
      CustomOrder.subresources(resource)
          .forEach(subresource -> resources.add(subresource(resource, subresource)));
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("kind", "APIResourceList");
    if (!version.group().isEmpty()) {
      result.put("apiVersion", "v1");
    }
    result.put("groupVersion", version.groupVersion());
    result.put("resources", resources);
    return result;
  }

  private static Map<String, Object> resource(ResourceDefinition resource) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("name", resource.plural());
    result.put("singularName", resource.singular());
    result.put("namespaced", resource.namespaced());
    result.put("kind", resource.kind());
    result.put("verbs", CustomOrder.verbs(resource));
    putUnlessEmpty(result, "shortNames", resource.shortNames());
    putUnlessEmpty(result, "categories", resource.categories());
    if (!resource.storageVersionHash().isEmpty()) {
      result.put("storageVersionHash", resource.storageVersionHash());
    }
    return result;
  }

  private static Map<String, Object> subresource(
      ResourceDefinition parent, ResourceDefinition.Subresource subresource) {
    GroupVersionKind kind = subresource.kind() == null ? parent.gvk() : subresource.kind();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("name", parent.plural() + "/" + subresource.name());
    result.put("singularName", "");
    result.put("namespaced", parent.namespaced());
    if (!kind.apiVersion().equals(parent.apiVersion())) {
      result.put("group", kind.group());
      result.put("version", kind.version());
    }
    result.put("kind", kind.kind());
    result.put("verbs", subresource.verbs().stream().sorted().toList());
    return result;
  }

  static void putUnlessEmpty(Map<String, Object> map, String name, List<String> values) {
    if (!values.isEmpty()) {
      map.put(name, values);
    }
  }
}
