package io.navarch.gateway.admission.match;

import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;

/**
 * A request as a webhook or policy wants to see it.
 *
 * @param resource in the version that a rule names, which need not be the request's
 * @param kind of the object: the subresource's own where it has one
 */
public record Invocation(ResourceDefinition resource, String subresource, GroupVersionKind kind) {
  static Invocation of(ResourceDefinition resource, String subresource) {
    ResourceDefinition.Subresource own = resource.subresources().get(subresource);
    GroupVersionKind kind = own == null || own.kind() == null ? resource.gvk() : own.kind();
    return new Invocation(resource, subresource, kind);
  }
}
