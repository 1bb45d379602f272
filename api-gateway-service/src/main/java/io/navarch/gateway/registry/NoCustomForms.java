package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.util.List;

/** There are no custom resources. */
final class NoCustomForms implements CustomForms {
  @Override
  public Object definition(ResourceDefinition resource) {
    return BUILT_IN;
  }

  @Override
  public String listKind(ResourceDefinition resource) {
    return resource.kind() + "List";
  }

  @Override
  public ApiObject toStorage(ResourceDefinition resource, ApiObject object) {
    return object;
  }

  @Override
  public List<ApiObject> fromStorage(ResourceDefinition resource, List<ApiObject> stored) {
    return stored;
  }

  @Override
  public boolean convertsRemotely(ResourceDefinition resource) {
    return false;
  }
}
