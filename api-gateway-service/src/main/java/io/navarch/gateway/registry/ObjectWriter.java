package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects inside the gateway, past admission: for bootstrap objects and subresources such as
 * binding.
 */
public interface ObjectWriter {
  /**
   * @throws ApiException AlreadyExists, Invalid
   */
  ApiObject create(ResourceDefinition resource, ApiObject object);

  /**
   * The same as the client of that name, which manages what it sets.
   *
   * @throws ApiException AlreadyExists, Invalid
   */
  default ApiObject createAs(String manager, ResourceDefinition resource, ApiObject object) {
    return create(resource, object);
  }

  /**
   * Creates an object, content with one of that name that somebody else made first.
   *
   * @throws ApiException Invalid
   */
  default void createUnlessThere(ResourceDefinition resource, ApiObject object) {
    createUnlessThere("kube-apiserver", resource, object);
  }

  /** The same as the client of that name. */
  default void createUnlessThere(String manager, ResourceDefinition resource, ApiObject object) {
    try {
      ApiObject unused = createAs(manager, resource, object);
    } catch (ApiException e) {
      if (!e.reason().equals("AlreadyExists")) {
        throw e;
      }
    }
  }

  /**
   * Reads, changes and writes until no other write came between.
   *
   * @param change gets a private copy; may throw an ApiException to give up
   */
  ApiObject update(
      ResourceDefinition resource, String namespace, String name, UnaryOperator<ApiObject> change);

  /**
   * The same as a client that writes the status: what changes is managed by {@code kube-apiserver}
   * from then on.
   *
   * @param change gets a private copy; may throw an ApiException to give up
   */
  default ApiObject updateStatus(
      ResourceDefinition resource, String namespace, String name, UnaryOperator<ApiObject> change) {
    return update(resource, namespace, name, change);
  }

  /**
   * Applies a status as the client of that name, whatever others manage of it.
   *
   * @param status the fields that the client wants to have
   * @throws ApiException NotFound
   */
  ApiObject applyStatus(
      String manager, ResourceDefinition resource, String name, Map<String, Object> status);

  /**
   * @throws ApiException NotFound
   */
  default void delete(ResourceDefinition resource, String namespace, String name) {
    delete(resource, namespace, name, null);
  }

  /**
   * @param uid of the one object of that name that is meant; null means any
   * @throws ApiException NotFound; Conflict where another object has the name
   */
  void delete(ResourceDefinition resource, String namespace, String name, @Nullable String uid);
}
