package io.navarch.controller.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Empties a namespace that is being deleted, then takes its finalizer off. */
final class NamespaceReconciler implements Reconciler<ObjectKey> {

  private static final String FINALIZER = "kubernetes";
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final ControllerContext context;
  private final SharedIndexInformer<Namespace> namespaces;
  private final NamespaceContent content;

  NamespaceReconciler(
      ControllerContext context,
      SharedIndexInformer<Namespace> namespaces,
      NamespaceContent content) {
    this.context = context;
    this.namespaces = namespaces;
    this.content = content;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Namespace known = Informers.find(namespaces, key);
    if (known == null
        || known.getMetadata().getDeletionTimestamp() == null
        || !known.getSpec().getFinalizers().contains(FINALIZER)) {
      return Outcome.DONE;
    }
    try {
      return empty(key);
    } catch (KubernetesClientException refused) {
      if (GatewayClients.isNotFound(refused)) {
        return Outcome.DONE;
      }
      throw refused;
    }
  }

  private Outcome empty(ObjectKey key) {
    Leftovers left = content.deleteAll(key.name());
    Namespace fresh = context.client().namespaces().withName(key.name()).get();
    if (fresh == null || fresh.getMetadata().getDeletionTimestamp() == null) {
      return Outcome.DONE;
    }
    List<NamespaceCondition> before =
        fresh.getStatus() == null ? List.of() : fresh.getStatus().getConditions();
    List<NamespaceCondition> after =
        NamespaceConditions.after(before, left, context.clock().instant());
    if (!after.equals(before) || !"Terminating".equals(fresh.getStatus().getPhase())) {
      fresh =
          context
              .client()
              .resource(
                  new NamespaceBuilder(fresh)
                      .editOrNewStatus()
                      .withPhase("Terminating")
                      .withConditions(after)
                      .endStatus()
                      .build())
              .updateStatus();
    }
    if (!left.none()) {
      return Outcome.after(LOOK_AGAIN);
    }
    takeFinalizerOff(fresh);
    return Outcome.DONE;
  }

  private void takeFinalizerOff(Namespace namespace) {
    List<String> finalizers = new ArrayList<>(namespace.getSpec().getFinalizers());
    finalizers.remove(FINALIZER);
    Namespace after =
        new NamespaceBuilder(namespace).editSpec().withFinalizers(finalizers).endSpec().build();
    context
        .client()
        .raw(
            "/api/v1/namespaces/" + namespace.getMetadata().getName() + "/finalize",
            "PUT",
            context.client().getKubernetesSerialization().asJson(after));
  }
}
