package io.navarch.controller.serviceaccount;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.PodControl;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.util.Map;

/** Keeps the ConfigMap {@code kube-root-ca.crt} with the cluster's root CA in every namespace. */
final class RootCaReconciler implements Reconciler<ObjectKey> {

  static final String NAME = "kube-root-ca.crt";
  private static final String DESCRIBED = "kubernetes.io/description";
  private static final String DESCRIPTION =
      "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
          + " endpoints such as the internal service IP or kubernetes.default.svc. No other usage"
          + " is guaranteed across distributions of Kubernetes clusters.";

  private final ControllerContext context;
  private final SharedIndexInformer<Namespace> namespaces;
  private final SharedIndexInformer<ConfigMap> maps;
  private final String rootCa;

  /**
   * @param rootCa certificates in PEM
   */
  RootCaReconciler(
      ControllerContext context,
      SharedIndexInformer<Namespace> namespaces,
      SharedIndexInformer<ConfigMap> maps,
      String rootCa) {
    this.context = context;
    this.namespaces = namespaces;
    this.maps = maps;
    this.rootCa = rootCa;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Namespace namespace = Informers.find(namespaces, key);
    if (namespace == null || !DefaultServiceAccountReconciler.active(namespace)) {
      return Outcome.DONE;
    }
    ConfigMap known = Informers.find(maps, new ObjectKey(key.name(), NAME));
    try {
      if (known == null) {
        context.client().resource(wanted(key.name())).create();
      } else if (!Map.of("ca.crt", rootCa).equals(known.getData())
          || known.getMetadata().getAnnotations() == null
          || !DESCRIPTION.equals(known.getMetadata().getAnnotations().get(DESCRIBED))) {
        context
            .client()
            .resource(
                new ConfigMapBuilder(known)
                    .editMetadata()
                    .addToAnnotations(DESCRIBED, DESCRIPTION)
                    .endMetadata()
                    .withData(Map.of("ca.crt", rootCa))
                    .build())
            .update();
      }
    } catch (KubernetesClientException refused) {
      boolean createdMeanwhile = known == null && GatewayClients.isConflict(refused);
      if (!createdMeanwhile
          && !GatewayClients.isNotFound(refused)
          && !PodControl.namespaceIsTerminating(refused)) {
        throw refused;
      }
    }
    return Outcome.DONE;
  }

  private ConfigMap wanted(String namespace) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withNamespace(namespace)
        .addToAnnotations(DESCRIBED, DESCRIPTION)
        .endMetadata()
        .addToData("ca.crt", rootCa)
        .build();
  }
}
