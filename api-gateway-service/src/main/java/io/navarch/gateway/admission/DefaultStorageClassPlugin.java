package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import java.util.Map;

/** DefaultStorageClass: claims that name no class get the default one. */
final class DefaultStorageClassPlugin implements AdmissionPlugin {
  private static final String OLD_NAME = "volume.beta.kubernetes.io/storage-class";

  private final DefaultClass defaultClass;

  DefaultStorageClassPlugin(ObjectReader reader) {
    this.defaultClass =
        new DefaultClass(
            reader,
            "storage.k8s.io",
            "storageclasses",
            "storageclass.kubernetes.io/is-default-class");
  }

  @Override
  public String name() {
    return "DefaultStorageClass";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject claim = request.object();
    if (claim == null
        || request.operation() != AdmissionRequest.Operation.CREATE
        || !request.isFor("", "persistentvolumeclaims")) {
      return;
    }
    Map<String, Object> spec = ApiObject.child(claim.root(), "spec");
    if (spec.get("storageClassName") != null || claim.annotations().containsKey(OLD_NAME)) {
      return;
    }
    defaultClass.name().ifPresent(name -> spec.put("storageClassName", name));
  }
}
