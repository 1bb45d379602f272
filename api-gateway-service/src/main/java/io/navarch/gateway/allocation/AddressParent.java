package io.navarch.gateway.allocation;

import io.navarch.model.object.ApiObject;
import java.util.Map;

/** Whom an IPAddress object was made for. */
record AddressParent(String group, String resource, String namespace, String name) {
  static AddressParent of(ApiObject address) {
    Map<String, Object> reference =
        ApiObject.mapAt(ApiObject.mapAt(address.root(), "spec"), "parentRef");
    return new AddressParent(
        ApiObject.string(reference, "group"),
        ApiObject.string(reference, "resource"),
        ApiObject.string(reference, "namespace"),
        ApiObject.string(reference, "name"));
  }

  boolean isService() {
    return group.isEmpty() && resource.equals("services");
  }

  boolean is(ApiObject service) {
    return isService() && namespace.equals(service.namespace()) && name.equals(service.name());
  }
}
