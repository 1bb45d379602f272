package io.navarch.gateway.custom;

import io.navarch.gateway.registry.CustomForms;
import io.navarch.model.decode.Defaulter;
import io.navarch.model.decode.StructuralForm;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.util.List;

/** Custom resources between the version they are stored in and those they are served in. */
public final class StoredCustomForms implements CustomForms {
  private final CustomResources resources;
  private final CustomConversion conversion;

  public StoredCustomForms(CustomResources resources, CustomConversion conversion) {
    this.resources = resources;
    this.conversion = conversion;
  }

  @Override
  public Object definition(ResourceDefinition resource) {
    CustomVersion version = resources.version(resource);
    return version == null ? BUILT_IN : version;
  }

  @Override
  public String listKind(ResourceDefinition resource) {
    CustomVersion version = resources.version(resource);
    return version == null ? resource.kind() + "List" : version.definition().listKind();
  }

  @Override
  public ApiObject toStorage(ResourceDefinition resource, ApiObject object) {
    CustomVersion version = resources.version(resource);
    if (version == null) {
      return object;
    }
    ApiObject stored =
        conversion
            .convert(version.definition(), List.of(object), resource.storageVersion())
            .getFirst();
    CustomVersion storage = resources.stored(resource);
    if (stored != object && storage != null) {
      // What the version of the store does not name is lost there.
      StructuralForm.prune(storage.schema(), stored.root(), StructuralForm.Origin.STORED);
    }
    return stored;
  }

  @Override
  public List<ApiObject> fromStorage(ResourceDefinition resource, List<ApiObject> stored) {
    CustomVersion version = resources.version(resource);
    if (version == null) {
      return stored;
    }
    List<ApiObject> converted =
        conversion.convert(version.definition(), stored, resource.apiVersion());
    for (ApiObject object : converted) {
      StructuralForm.prune(version.schema(), object.root(), StructuralForm.Origin.STORED);
      Defaulter.apply(version.schema(), object.root());
    }
    return converted;
  }

  @Override
  public boolean convertsRemotely(ResourceDefinition resource) {
    CustomVersion version = resources.version(resource);
    return version != null && version.definition().conversionWebhook().isPresent();
  }
}
