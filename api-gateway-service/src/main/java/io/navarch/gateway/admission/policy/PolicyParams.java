package io.navarch.gateway.admission.policy;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the parameters that a binding names. */
final class PolicyParams {
  private static final List<@Nullable ApiObject> NONE_NEEDED = Collections.singletonList(null);

  private final ObjectReader reader;
  private final ResourceCatalog catalog;

  PolicyParams(ObjectReader reader, ResourceCatalog catalog) {
    this.reader = reader;
    this.catalog = catalog;
  }

  /** The policy or binding cannot be carried out. */
  @SuppressWarnings("serial")
  static final class Unusable extends Exception {
    Unusable(String message) {
      super(message);
    }
  }

  /**
   * @param namespace of the request, where the binding names none; empty for cluster-scoped
   *     requests
   * @return a list with null where the policy has no parameters; empty where there are none and
   *     that is allowed
   */
  List<@Nullable ApiObject> find(
      @Nullable GroupVersionKind kind,
      PolicyReference.@Nullable ParamReference reference,
      String namespace)
      throws Unusable {
    if (kind == null || reference == null) {
      return NONE_NEEDED;
    }
    ResourceDefinition resource = resource(kind);
    String from = namespace(resource, reference, namespace);
    List<@Nullable ApiObject> found = find(resource, reference, from);
    if (found.isEmpty() && reference.denyWithoutAny()) {
      throw new Unusable("no params found for policy binding with `Deny` parameterNotFoundAction");
    }
    return found;
  }

  /** The resource of a policy's parameters. */
  ResourceDefinition resource(GroupVersionKind kind) throws Unusable {
    Optional<ResourceDefinition> resource = catalog.byKind(kind);
    if (resource.isEmpty()) {
      throw new Unusable(
          "failed to find resource referenced by paramKind: '"
              + kind.apiVersion()
              + ", Kind="
              + kind.kind()
              + "'");
    }
    return resource.get();
  }

  private static String namespace(
      ResourceDefinition resource, PolicyReference.ParamReference reference, String namespace)
      throws Unusable {
    if (!resource.namespaced()) {
      if (!reference.namespace().isEmpty()) {
        throw new Unusable(
            "paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
      }
      return "";
    }
    String from = reference.namespace().isEmpty() ? namespace : reference.namespace();
    if (from.isEmpty()) {
      throw new Unusable(
          "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
    }
    return from;
  }

  private List<@Nullable ApiObject> find(
      ResourceDefinition resource, PolicyReference.ParamReference reference, String namespace)
      throws Unusable {
    if (!reference.name().isEmpty()) {
      Optional<ApiObject> one =
          reader.getLive(resource.group(), resource.plural(), namespace, reference.name());
      return one.isPresent() ? Collections.singletonList(one.get()) : List.of();
    }
    if (reference.selector() == null) {
      throw new Unusable("one of name or selector must be provided");
    }
    return List.<@Nullable ApiObject>copyOf(
        reader.list(resource.group(), resource.plural(), namespace).stream()
            .filter(object -> reference.selector().matches(object.labels()))
            .toList());
  }
}
