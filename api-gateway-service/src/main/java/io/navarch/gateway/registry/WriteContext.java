package io.navarch.gateway.registry;

import io.navarch.gateway.access.User;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one write request asks for beside its object.
 *
 * @param resource the resource in the version that the client speaks
 * @param subresource empty, or {@code status} and the like
 * @param namespace empty for cluster-scoped resources
 * @param name from the path; empty on a create
 * @param options the options object as a tree, for admission
 * @param warnings collects texts for {@code Warning} headers
 */
public record WriteContext(
    ResourceDefinition resource,
    String subresource,
    String namespace,
    String name,
    User user,
    boolean dryRun,
    String fieldManager,
    Map<String, Object> options,
    Instant now,
    List<String> warnings) {

  WriteContext named(String otherName) {
    return new WriteContext(
        resource,
        subresource,
        namespace,
        otherName,
        user,
        dryRun,
        fieldManager,
        options,
        now,
        warnings);
  }
}
