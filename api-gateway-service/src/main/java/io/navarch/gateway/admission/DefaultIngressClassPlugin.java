package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import java.util.Map;

/** DefaultIngressClass: ingresses that name no class get the default one. */
final class DefaultIngressClassPlugin implements AdmissionPlugin {
  private static final String OLD_NAME = "kubernetes.io/ingress.class";
  private static final String GROUP = "networking.k8s.io";

  private final DefaultClass defaultClass;

  DefaultIngressClassPlugin(ObjectReader reader) {
    this.defaultClass =
        new DefaultClass(
            reader, GROUP, "ingressclasses", "ingressclass.kubernetes.io/is-default-class");
  }

  @Override
  public String name() {
    return "DefaultIngressClass";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject ingress = request.object();
    if (ingress == null
        || request.operation() != AdmissionRequest.Operation.CREATE
        || !request.isFor(GROUP, "ingresses")) {
      return;
    }
    Map<String, Object> spec = ApiObject.child(ingress.root(), "spec");
    if (spec.get("ingressClassName") != null || ingress.annotations().containsKey(OLD_NAME)) {
      return;
    }
    defaultClass.name().ifPresent(name -> spec.put("ingressClassName", name));
  }
}
