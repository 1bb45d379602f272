package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.status.ApiException;

/** NamespaceExists: refuses what is to be in a namespace that is not there. */
final class NamespaceExistsPlugin implements AdmissionPlugin {
  private final ObjectReader reader;

  NamespaceExistsPlugin(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "NamespaceExists";
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean namespace =
        request.resource().group().isEmpty() && request.resource().plural().equals("namespaces");
    if (!namespace
        && !request.namespace().isEmpty()
        && reader.getLive("", "namespaces", "", request.namespace()).isEmpty()) {
      throw ApiException.notFound("", "namespaces", request.namespace());
    }
  }
}
