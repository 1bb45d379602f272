package io.navarch.gateway.custom;

import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.model.status.ApiException;

/** Nothing new is made of a kind whose definition goes. */
final class TerminatingDefinitionPlugin implements AdmissionPlugin {
  private final CustomResources resources;

  TerminatingDefinitionPlugin(CustomResources resources) {
    this.resources = resources;
  }

  @Override
  public String name() {
    return "TerminatingDefinition";
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.operation() == AdmissionRequest.Operation.CREATE
        && request.subresource().isEmpty()
        && resources.isTerminating(request.resource())) {
      throw ApiException.forbidden(
          request.resource().group(),
          request.resource().plural(),
          request.name(),
          "create not allowed while custom resource definition is terminating");
    }
  }
}
