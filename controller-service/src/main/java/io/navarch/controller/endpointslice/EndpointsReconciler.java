package io.navarch.controller.endpointslice;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.PodControl;
import io.navarch.controller.pod.Selectors;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.util.List;
import java.util.Map;

/** Keeps the Endpoints of a Service as its pods are. */
final class EndpointsReconciler implements Reconciler<ObjectKey> {

  private final ControllerContext context;
  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<Endpoints> endpoints;

  EndpointsReconciler(
      ControllerContext context,
      SharedIndexInformer<Service> services,
      SharedIndexInformer<Pod> pods,
      SharedIndexInformer<Endpoints> endpoints) {
    this.context = context;
    this.services = services;
    this.pods = pods;
    this.endpoints = endpoints;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Service service = Informers.find(services, key);
    Endpoints before = Informers.find(endpoints, key);
    if (service == null) {
      if (before != null && ours(before)) {
        Deletions.delete(
            context.client(),
            Deletions.core(key.namespace(), "endpoints", key.name()),
            before.getMetadata().getUid(),
            null,
            null);
      }
      return Outcome.DONE;
    }
    if (!ServiceEndpoints.selectsPods(service)
        || service.getMetadata().getDeletionTimestamp() != null) {
      return Outcome.DONE;
    }
    List<Pod> selected =
        Informers.inNamespace(pods, key.namespace()).stream()
            .filter(
                pod ->
                    Selectors.matchesMap(
                        service.getSpec().getSelector(), pod.getMetadata().getLabels()))
            .toList();
    Endpoints after = EndpointsPlanner.plan(service, selected, before);
    if (after != null) {
      write(before == null, after);
    }
    return Outcome.DONE;
  }

  private void write(boolean create, Endpoints after) {
    try {
      if (create) {
        context.client().resource(after).create();
      } else {
        context.client().resource(after).update();
      }
    } catch (KubernetesClientException refused) {
      if (!PodControl.namespaceIsTerminating(refused)) {
        throw refused;
      }
    }
  }

  /** Endpoints that others keep, such as those of a leader election, are left alone. */
  private static boolean ours(Endpoints endpoints) {
    Map<String, String> labels = endpoints.getMetadata().getLabels();
    return labels != null && labels.containsKey(EndpointsPlanner.MANAGED_BY);
  }
}
