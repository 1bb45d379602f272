package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import java.util.LinkedHashMap;
import java.util.Map;

/** NamespaceAutoProvision: a namespace comes to be when something is made in it. */
final class NamespaceAutoProvisionPlugin implements AdmissionPlugin {
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final ResourceDefinition namespaces;

  NamespaceAutoProvisionPlugin(ObjectReader reader, ObjectWriter writer, ResourceCatalog catalog) {
    this.reader = reader;
    this.writer = writer;
    this.namespaces = catalog.byPlural("", "v1", "namespaces").orElseThrow();
  }

  @Override
  public String name() {
    return "NamespaceAutoProvision";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (request.operation() != AdmissionRequest.Operation.CREATE
        || request.dryRun()
        || request.namespace().isEmpty()
        || reader.get("", "namespaces", "", request.namespace()).isPresent()) {
      return;
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", request.namespace());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("metadata", metadata);
    writer.createUnlessThere(namespaces, new ApiObject(root));
  }
}
