package io.navarch.gateway.openapi;

import java.util.Locale;

/** How operation ids and tags spell groups, versions and subresources. */
final class OperationNames {
  private OperationNames() {}

  /** {@code RbacAuthorizationV1} of {@code rbac.authorization.k8s.io/v1}. */
  static String groupVersion(String group, String version) {
    return group(group) + capitalized(version);
  }

  static String group(String group) {
    if (group.isEmpty()) {
      return "Core";
    }
    String plain =
        group.endsWith(".k8s.io") ? group.substring(0, group.length() - ".k8s.io".length()) : group;
    StringBuilder name = new StringBuilder();
    for (String part : plain.split("[.-]")) {
      name.append(capitalized(part));
    }
    return name.toString();
  }

  /** {@code rbacAuthorization_v1}. */
  static String tag(String group, String version) {
    return groupTag(group) + "_" + version;
  }

  static String groupTag(String group) {
    String name = group(group);
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  static String capitalized(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
