package io.navarch.controller.serviceaccount;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;

/** Wires the controllers of what every namespace gets. */
public final class ServiceAccountControllers {

  private ServiceAccountControllers() {}

  public static Controller serviceAccounts(ControllerContext context) {
    SharedIndexInformer<Namespace> namespaces = context.informers().of(Namespace.class);
    SharedIndexInformer<ServiceAccount> accounts =
        context
            .informers()
            .scoped(
                ServiceAccount.class,
                "default",
                client ->
                    client
                        .serviceAccounts()
                        .inAnyNamespace()
                        .withField("metadata.name", DefaultServiceAccountReconciler.NAME));
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(namespaces, namespace -> queue.add(ObjectKey.of(namespace)));
    Informers.onAny(
        accounts, account -> queue.add(new ObjectKey("", account.getMetadata().getNamespace())));
    return new KeyedController<>(
        "serviceaccount-controller",
        1,
        queue,
        new DefaultServiceAccountReconciler(context, namespaces, accounts));
  }

  /**
   * @param rootCa certificates in PEM
   */
  public static Controller rootCa(ControllerContext context, String rootCa) {
    SharedIndexInformer<Namespace> namespaces = context.informers().of(Namespace.class);
    SharedIndexInformer<ConfigMap> maps =
        context
            .informers()
            .scoped(
                ConfigMap.class,
                RootCaReconciler.NAME,
                client ->
                    client
                        .configMaps()
                        .inAnyNamespace()
                        .withField("metadata.name", RootCaReconciler.NAME));
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(namespaces, namespace -> queue.add(ObjectKey.of(namespace)));
    Informers.onAny(maps, map -> queue.add(new ObjectKey("", map.getMetadata().getNamespace())));
    return new KeyedController<>(
        "root-ca-certificate-publisher-controller",
        1,
        queue,
        new RootCaReconciler(context, namespaces, maps, rootCa));
  }
}
