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

  /**
   * The same, and where the cache has none, what the store has: for refusals that must not come
   * only because another server made the object a moment ago. Upstream calls it a live lookup.
   */
  Optional<ApiObject> getLive(String group, String resource, String namespace, String name);

  /**
   * What the store has now, once the cache has caught up with it; what is listed afterwards is as
   * new. For what upstream answers with a quorum read, such as a subresource of a pod.
   */
  Optional<ApiObject> getNewest(String group, String resource, String namespace, String name);

  /** All objects of a resource in a namespace, or everywhere where the namespace is empty. */
  List<ApiObject> list(String group, String resource, String namespace);

  /**
   * The store revision of the last change to any object of a resource. What was read from the
   * resource holds as long as this stays the same; asking costs next to nothing.
   */
  long lastChange(String group, String resource);
}
