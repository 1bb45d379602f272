package io.navarch.controller.endpointslice;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.Expectations;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.controller.pod.PodControl;
import io.navarch.controller.pod.Selectors;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the slices of a Service as its pods are. */
final class EndpointSliceReconciler implements Reconciler<ObjectKey> {

  private final ControllerContext context;
  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<EndpointSlice> slices;
  private final Expectations<ObjectKey> expectations;
  private final SlicePlanner planner = new SlicePlanner(100);

  EndpointSliceReconciler(
      ControllerContext context,
      SharedIndexInformer<Service> services,
      SharedIndexInformer<Pod> pods,
      SharedIndexInformer<Node> nodes,
      SharedIndexInformer<EndpointSlice> slices,
      Expectations<ObjectKey> expectations) {
    this.context = context;
    this.services = services;
    this.pods = pods;
    this.nodes = nodes;
    this.slices = slices;
    this.expectations = expectations;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Service service = Informers.find(services, key);
    if (service == null) {
      expectations.forget(key);
      return Outcome.DONE;
    }
    if (service.getMetadata().getDeletionTimestamp() != null
        || !ServiceEndpoints.selectsPods(service)
        || !expectations.met(key)) {
      return Outcome.DONE;
    }
    List<Pod> selected =
        Informers.inNamespace(pods, key.namespace()).stream()
            .filter(
                pod ->
                    Selectors.matchesMap(
                        service.getSpec().getSelector(), pod.getMetadata().getLabels()))
            .toList();
    carryOut(key, planner.plan(service, selected, ofService(key), this::zone));
    return Outcome.DONE;
  }

  private List<EndpointSlice> ofService(ObjectKey key) {
    return Informers.inNamespace(slices, key.namespace()).stream()
        .filter(slice -> key.name().equals(serviceOf(slice)))
        .filter(slice -> slice.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** The Service whose slice this controller keeps; null for slices of others. */
  static @Nullable String serviceOf(EndpointSlice slice) {
    Map<String, String> labels = slice.getMetadata().getLabels();
    return labels != null && SlicePlanner.MANAGER.equals(labels.get(SlicePlanner.MANAGED_BY))
        ? labels.get(SlicePlanner.SERVICE_NAME)
        : null;
  }

  private void carryOut(ObjectKey key, SlicePlan plan) {
    for (EndpointSlice slice : plan.create()) {
      expectations.expectCreations(key, 1);
      try {
        context.client().resource(slice).create();
      } catch (KubernetesClientException refused) {
        expectations.creationObserved(key);
        if (!PodControl.namespaceIsTerminating(refused)) {
          throw refused;
        }
      }
    }
    for (EndpointSlice slice : plan.update()) {
      context.client().resource(slice).update();
    }
    for (EndpointSlice slice : plan.delete()) {
      Deletions.delete(
          context.client(),
          Deletions.grouped(
              "discovery.k8s.io/v1",
              key.namespace(),
              "endpointslices",
              slice.getMetadata().getName()),
          slice.getMetadata().getUid(),
          null,
          null);
    }
  }

  private @Nullable String zone(String nodeName) {
    Node node = Informers.find(nodes, new ObjectKey("", nodeName));
    return node == null || node.getMetadata().getLabels() == null
        ? null
        : node.getMetadata().getLabels().get("topology.kubernetes.io/zone");
  }
}
