package io.navarch.gateway.registry;

import io.navarch.model.resource.ResourceDefinition;
import java.util.Set;

/** Which built-in resources and subresources are also shown as a table, as upstream's are. */
final class TabledResources {
  /** Those whose status is shown as an object alone. */
  private static final Set<String> STATUS_WITHOUT =
      Set.of(
          "apiregistration.k8s.io/apiservices",
          "apiextensions.k8s.io/customresourcedefinitions",
          "resource.k8s.io/resourceclaims");

  private TabledResources() {}

  /**
   * @param subresource empty for the resource itself
   */
  static boolean include(ResourceDefinition resource, String subresource) {
    return switch (subresource) {
      case "" -> resource.verbs().contains("list");
      case "status" -> !STATUS_WITHOUT.contains(resource.group() + "/" + resource.plural());
      default -> subresource.equals("scale");
    };
  }
}
