package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Optional;

/**
 * Reads current objects inside the gateway, from the watch cache: for authorization, admission and
 * allocators. The objects are shared; do not change them.
 */
public interface ObjectReader {
  /**
   * @param resource plural name
   */
  Optional<ApiObject> get(String group, String resource, String namespace, String name);

  /** All objects of a resource in a namespace, or everywhere where the namespace is empty. */
  List<ApiObject> list(String group, String resource, String namespace);

  /**
   * The store revision of the last change to any object of a resource. What was read from the
   * resource holds as long as this stays the same; asking costs next to nothing.
   */
  long lastChange(String group, String resource);
}
