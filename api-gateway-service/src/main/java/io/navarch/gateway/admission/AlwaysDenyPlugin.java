package io.navarch.gateway.admission;

import io.navarch.model.status.ApiException;

/** AlwaysDeny: refuses everything; for tests of what happens then. */
final class AlwaysDenyPlugin implements AdmissionPlugin {
  @Override
  public String name() {
    return "AlwaysDeny";
  }

  @Override
  public void validate(AdmissionRequest request) {
    throw ApiException.forbidden(
        request.resource().group(),
        request.resource().plural(),
        request.named(),
        "admission control is denying all modifications");
  }
}
