package io.navarch.gateway.discovery;

import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The order of what a resource can do: by name, but where a definition declares the resource, whose
 * documents upstream writes in another place.
 */
final class CustomOrder {
  private static final List<String> VERBS =
      List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

  private CustomOrder() {}

  static boolean isCustom(ResourceDefinition resource) {
    return !BuiltinResources.instance().has(resource);
  }

  static List<String> verbs(ResourceDefinition resource) {
    return isCustom(resource)
        ? VERBS.stream().filter(resource.verbs()::contains).toList()
        : resource.verbs().stream().sorted().toList();
  }

  /** Of a custom resource the status, then the scale. */
  static Collection<ResourceDefinition.Subresource> subresources(ResourceDefinition resource) {
    TreeMap<String, ResourceDefinition.Subresource> byName = new TreeMap<>(resource.subresources());
    return isCustom(resource) ? byName.descendingMap().values() : byName.values();
  }
}
