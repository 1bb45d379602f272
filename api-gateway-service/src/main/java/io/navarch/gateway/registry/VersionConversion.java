package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;

/**
 * Turns objects between the version that a resource serves and the version it is stored in. Only
 * kinds whose served versions share their storage differ: {@code autoscaling/v1}, {@code v2} and
 * the two event APIs.
 */
public final class VersionConversion {

  /** The version that is stored; the served one where the two are written alike. */
  ApiObject toStorage(ResourceDefinition resource, ApiObject object) {
    if (resource.group().equals("events.k8s.io")) {
      return EventConversion.toCore(object);
    }
    if (isAutoscalerV1(resource)) {
      return AutoscalerConversion.toV2(object);
    }
    return object;
  }

  ApiObject fromStorage(ResourceDefinition resource, ApiObject stored) {
    if (resource.group().equals("events.k8s.io")) {
      return EventConversion.toEventsGroup(stored);
    }
    if (isAutoscalerV1(resource)) {
      return AutoscalerConversion.toV1(stored);
    }
    return stored;
  }

  /** Whether stored bytes are not what clients of this resource get. */
  public boolean isNeeded(ResourceDefinition resource) {
    return resource.group().equals("events.k8s.io") || isAutoscalerV1(resource);
  }

  private static boolean isAutoscalerV1(ResourceDefinition resource) {
    return resource.group().equals("autoscaling")
        && resource.version().equals("v1")
        && resource.plural().equals("horizontalpodautoscalers");
  }
}
