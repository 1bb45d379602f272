package io.navarch.controller.serviceaccount;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.PodControl;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;

/** Sees to it that every active namespace has the ServiceAccount {@code default}. */
final class DefaultServiceAccountReconciler implements Reconciler<ObjectKey> {

  static final String NAME = "default";

  private final ControllerContext context;
  private final SharedIndexInformer<Namespace> namespaces;
  private final SharedIndexInformer<ServiceAccount> accounts;

  DefaultServiceAccountReconciler(
      ControllerContext context,
      SharedIndexInformer<Namespace> namespaces,
      SharedIndexInformer<ServiceAccount> accounts) {
    this.context = context;
    this.namespaces = namespaces;
    this.accounts = accounts;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Namespace namespace = Informers.find(namespaces, key);
    if (namespace == null
        || !active(namespace)
        || Informers.find(accounts, new ObjectKey(key.name(), NAME)) != null) {
      return Outcome.DONE;
    }
    try {
      context
          .client()
          .resource(
              new ServiceAccountBuilder()
                  .withNewMetadata()
                  .withName(NAME)
                  .withNamespace(key.name())
                  .endMetadata()
                  .build())
          .create();
    } catch (KubernetesClientException refused) {
      if (!GatewayClients.isConflict(refused)
          && !GatewayClients.isNotFound(refused)
          && !PodControl.namespaceIsTerminating(refused)) {
        throw refused;
      }
    }
    return Outcome.DONE;
  }

  static boolean active(Namespace namespace) {
    return namespace.getMetadata().getDeletionTimestamp() == null
        && (namespace.getStatus() == null
            || namespace.getStatus().getPhase() == null
            || "Active".equals(namespace.getStatus().getPhase()));
  }
}
