package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.MalformedQuantityException;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.status.ApiException;

/** PersistentVolumeClaimResize: claims grow only where their class can grow them. */
final class PersistentVolumeClaimResizePlugin implements AdmissionPlugin {
  private static final String CLAIMS = "persistentvolumeclaims";

  private final ObjectReader reader;

  PersistentVolumeClaimResizePlugin(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "PersistentVolumeClaimResize";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject claim = request.object();
    ApiObject old = request.oldObject();
    if (claim == null
        || old == null
        || request.operation() != AdmissionRequest.Operation.UPDATE
        || !request.isFor("", CLAIMS)
        || storage(claim).compareTo(storage(old)) <= 0) {
      return;
    }
    if (!"Bound".equals(old.at("status", "phase"))) {
      throw refuse(request, "only bound persistent volume claims can be expanded");
    }
    String className = claim.at("spec", "storageClassName") instanceof String s ? s : "";
    boolean canGrow =
        !className.isEmpty()
            && reader
                .get("storage.k8s.io", "storageclasses", "", className)
                .filter(c -> Boolean.TRUE.equals(c.root().get("allowVolumeExpansion")))
                .isPresent();
    if (!canGrow) {
      throw refuse(
          request,
          "only dynamically provisioned pvc can be resized and the storageclass that provisions the"
              + " pvc must support resize");
    }
  }

  private static Quantity storage(ApiObject claim) {
    Object size = claim.at("spec", "resources", "requests", "storage");
    try {
      return size == null ? Quantity.ZERO : Quantity.parse(size.toString());
    } catch (MalformedQuantityException e) {
      return Quantity.ZERO;
    }
  }

  private static ApiException refuse(AdmissionRequest request, String why) {
    return ApiException.forbidden("", CLAIMS, request.named(), why);
  }
}
