package io.navarch.gateway.registry;

import io.navarch.model.format.Formats;
import io.navarch.model.resource.ResourceDefinition;
import java.util.List;
import java.util.Set;

/** Which format the names of a resource's objects have. */
final class NameRules {
  private static final Set<String> LABEL_NAMED = Set.of("namespaces", "services");
  private static final Set<String> PATH_SEGMENT_NAMED =
      Set.of(
          "roles.rbac.authorization.k8s.io",
          "rolebindings.rbac.authorization.k8s.io",
          "clusterroles.rbac.authorization.k8s.io",
          "clusterrolebindings.rbac.authorization.k8s.io",
          "ipaddresses.networking.k8s.io",
          "certificatesigningrequests.certificates.k8s.io",
          "apiservices.apiregistration.k8s.io");

  private NameRules() {}

  /**
   * What is wrong with an object's name; empty if nothing is.
   *
   * @param isPrefix for {@code generateName}, which may end with a dash
   */
  static List<String> checkName(ResourceDefinition resource, String name, boolean isPrefix) {
    String qualified = resource.qualifiedName();
    if (PATH_SEGMENT_NAMED.contains(qualified)) {
      boolean onlyDots = name.equals(".") || name.equals("..");
      return isPrefix && onlyDots ? List.of() : Formats.pathSegment(name);
    }
    String checked = isPrefix ? withoutTrailingDash(name) : name;
    return LABEL_NAMED.contains(qualified)
        ? Formats.dns1123Label(checked)
        : Formats.dns1123Subdomain(checked);
  }

  private static String withoutTrailingDash(String name) {
    return name.length() > 1 && name.endsWith("-")
        ? name.substring(0, name.length() - 2) + "a"
        : name;
  }
}
