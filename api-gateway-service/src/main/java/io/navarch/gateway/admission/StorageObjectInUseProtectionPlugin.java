package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;

/** StorageObjectInUseProtection: claims and volumes stay until nobody uses them. */
final class StorageObjectInUseProtectionPlugin implements AdmissionPlugin {
  private static final Map<String, String> FINALIZERS =
      Map.of(
          "/persistentvolumeclaims", "kubernetes.io/pvc-protection",
          "/persistentvolumes", "kubernetes.io/pv-protection",
          "storage.k8s.io/volumeattributesclasses", "kubernetes.io/vac-protection");

  @Override
  public String name() {
    return "StorageObjectInUseProtection";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject object = request.object();
    String finalizer =
        FINALIZERS.get(request.resource().group() + "/" + request.resource().plural());
    if (object == null
        || finalizer == null
        || request.operation() != AdmissionRequest.Operation.CREATE
        || !request.subresource().isEmpty()) {
      return;
    }
    List<Object> finalizers = PodTrees.list(object.metadata(), "finalizers");
    if (!finalizers.contains(finalizer)) {
      finalizers.add(finalizer);
    }
  }
}
