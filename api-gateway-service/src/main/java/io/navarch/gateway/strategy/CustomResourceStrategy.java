package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.Map;

/**
 * A custom resource with or without a status subresource. Writing the status changes no metadata
 * but {@code managedFields}. Validation is its schema's.
 */
final class CustomResourceStrategy implements Strategy {
  private final boolean hasStatus;

  CustomResourceStrategy(boolean hasStatus) {
    this.hasStatus = hasStatus;
  }

  @Override
  public void prepareForCreate(ApiObject object) {
    if (hasStatus) {
      object.root().remove("status");
    }
  }

  @Override
  public void prepareForUpdate(ApiObject object, ApiObject old, String subresource) {
    if (!hasStatus) {
      return;
    }
    if (!subresource.equals("status")) {
      StatusOwnership.keep("status", old.root(), object.root());
      return;
    }
    StatusOwnership.ofCustomResource().onStatusUpdate(object, old);
    Object managed = object.metadata().get("managedFields");
    Map<String, Object> metadata = Json.copy(old.metadata());
    if (object.metadata().get("resourceVersion") instanceof String version) {
      metadata.put("resourceVersion", version);
    }
    if (managed != null) {
      metadata.put("managedFields", managed);
    }
    object.root().put("metadata", metadata);
  }
}
