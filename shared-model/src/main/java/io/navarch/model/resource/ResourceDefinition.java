package io.navarch.model.resource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is served under one {@code /apis/<group>/<version>/<plural>}: built-in and custom resources
 * alike. The facts of built-in ones are rows of {@code resources.tsv} in this module's resources.
 *
 * @param verbs of the resource itself: create, delete, deletecollection, get, list, patch, update,
 *     watch
 * @param subresources by name, such as {@code status}
 * @param storageKeyPrefix upstream's etcd key below {@code /registry}, such as {@code pods} or
 *     {@code services/specs}
 * @param fieldSelectors paths that a field selector may name, beside metadata.name and
 *     metadata.namespace
 * @param storageVersion the version that is written to the store, as {@code apiVersion}
 */
public record ResourceDefinition(
    String group,
    String version,
    String kind,
    String plural,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    Set<String> verbs,
    Map<String, Subresource> subresources,
    String storageKeyPrefix,
    List<String> fieldSelectors,
    String storageVersion,
    boolean gracefulDeletion,
    boolean deleteReturnsObject,
    boolean createOnUpdate,
    boolean unconditionalUpdate,
    String storageVersionHash) {

  /**
   * A subresource; its own kind where it differs from the parent's, such as {@code autoscaling/v1
   * Scale}.
   *
   * @param scale where a custom resource keeps its size; null for all others
   */
  public record Subresource(
      String name, Set<String> verbs, @Nullable GroupVersionKind kind, @Nullable ScalePaths scale) {
    public Subresource(String name, Set<String> verbs, @Nullable GroupVersionKind kind) {
      this(name, verbs, kind, null);
    }
  }

  public ResourceDefinition {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    verbs = Set.copyOf(verbs);
    subresources = Map.copyOf(subresources);
    fieldSelectors = List.copyOf(fieldSelectors);
  }

  public GroupVersionKind gvk() {
    return new GroupVersionKind(group, version, kind);
  }

  /**
   * The plural with its group, as {@code kubectl} and refusals name it: {@code
   * ingresses.networking.k8s.io}.
   */
  public String qualifiedName() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  public String apiVersion() {
    return gvk().apiVersion();
  }

  public boolean hasStatus() {
    return subresources.containsKey("status");
  }

  /**
   * The key of an object below the registry prefix; namespace is empty for cluster-scoped
   * resources.
   */
  public String storageKey(String namespace, String name) {
    return namespaced
        ? "/registry/" + storageKeyPrefix + "/" + namespace + "/" + name
        : "/registry/" + storageKeyPrefix + "/" + name;
  }

  /** The prefix of all keys of the resource, or of those in one namespace. */
  public String storagePrefix(String namespace) {
    return namespaced && !namespace.isEmpty()
        ? "/registry/" + storageKeyPrefix + "/" + namespace + "/"
        : "/registry/" + storageKeyPrefix + "/";
  }
}
