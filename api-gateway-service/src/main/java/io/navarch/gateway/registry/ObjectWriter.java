package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.util.function.UnaryOperator;

/**
 * Writes objects inside the gateway, past admission: for bootstrap objects and subresources such as
 * binding.
 */
public interface ObjectWriter {
  /**
   * @throws io.navarch.model.status.ApiException AlreadyExists, Invalid
   */
  ApiObject create(ResourceDefinition resource, ApiObject object);

  /**
   * Reads, changes and writes until no other write came between.
   *
   * @param change gets a private copy; may throw an ApiException to give up
   */
  ApiObject update(
      ResourceDefinition resource, String namespace, String name, UnaryOperator<ApiObject> change);

  void delete(ResourceDefinition resource, String namespace, String name);
}
