package io.navarch.controller.discovery;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Set;

/**
 * A resource in its preferred version.
 *
 * @param group empty for the core group
 */
public record ServedResource(
    String group,
    String version,
    String plural,
    String kind,
    boolean namespaced,
    Set<String> verbs) {

  public ServedResource {
    verbs = Set.copyOf(verbs);
  }

  public String groupVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  public String groupResource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** The path of its collection, in a namespace or (if empty) in all. */
  public String path(String namespace) {
    String root = group.isEmpty() ? "/api/" + version : "/apis/" + groupVersion();
    return namespaced && !namespace.isEmpty()
        ? root + "/namespaces/" + namespace + "/" + plural
        : root + "/" + plural;
  }

  public ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withPlural(plural)
        .withKind(kind)
        .withNamespaced(namespaced)
        .build();
  }
}
