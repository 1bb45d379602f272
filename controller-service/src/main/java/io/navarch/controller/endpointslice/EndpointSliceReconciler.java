package io.navarch.controller.endpointslice;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.Selectors;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the slices of a Service as its pods are. */
final class EndpointSliceReconciler implements Reconciler<ObjectKey> {

  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<Node> nodes;
  private final SliceExecutor slices;
  private final SlicePlanner planner = new SlicePlanner(100);

  EndpointSliceReconciler(
      SharedIndexInformer<Service> services,
      SharedIndexInformer<Pod> pods,
      SharedIndexInformer<Node> nodes,
      SliceExecutor slices) {
    this.services = services;
    this.pods = pods;
    this.nodes = nodes;
    this.slices = slices;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Service service = Informers.find(services, key);
    if (service == null) {
      slices.expectations().forget(key);
      return Outcome.DONE;
    }
    if (service.getMetadata().getDeletionTimestamp() != null
        || !ServiceEndpoints.selectsPods(service)
        || !slices.expectations().met(key)) {
      return Outcome.DONE;
    }
    List<Pod> selected =
        Informers.inNamespace(pods, key.namespace()).stream()
            .filter(
                pod ->
                    Selectors.matchesMap(
                        service.getSpec().getSelector(), pod.getMetadata().getLabels()))
            .toList();
    slices.carryOut(key, planner.plan(service, selected, slices.ofService(key), this::zone));
    return Outcome.DONE;
  }

  private @Nullable String zone(String nodeName) {
    Node node = Informers.find(nodes, new ObjectKey("", nodeName));
    return node == null || node.getMetadata().getLabels() == null
        ? null
        : node.getMetadata().getLabels().get("topology.kubernetes.io/zone");
  }
}
