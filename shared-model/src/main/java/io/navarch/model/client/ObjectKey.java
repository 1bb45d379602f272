package io.navarch.model.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The namespace and name of an object of a known kind.
 *
 * @param namespace empty for cluster-scoped objects
 */
public record ObjectKey(String namespace, String name) {

  public static ObjectKey of(HasMetadata object) {
    return of(object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  public static ObjectKey of(@Nullable String namespace, String name) {
    return new ObjectKey(namespace == null ? "" : namespace, name);
  }

  /** The key under which informers of the client library store the object. */
  public String cacheKey() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  @Override
  public String toString() {
    return cacheKey();
  }
}
