package io.navarch.controller.endpointslice;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.Expectations;
import io.navarch.controller.pod.PodControl;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the slices of one manager and carries plans for them out.
 *
 * @param manager the value of the label by which a controller knows its slices
 */
record SliceExecutor(
    KubernetesClient client,
    SharedIndexInformer<EndpointSlice> slices,
    Expectations<ObjectKey> expectations,
    String manager) {

  List<EndpointSlice> ofService(ObjectKey key) {
    return Informers.inNamespace(slices, key.namespace()).stream()
        .filter(slice -> key.name().equals(serviceOf(slice, manager)))
        .filter(slice -> slice.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** The Service whose slice the manager keeps; null for slices of others. */
  static @Nullable String serviceOf(EndpointSlice slice, String manager) {
    Map<String, String> labels = slice.getMetadata().getLabels();
    return labels != null && manager.equals(labels.get(SlicePlanner.MANAGED_BY))
        ? labels.get(SlicePlanner.SERVICE_NAME)
        : null;
  }

  void carryOut(ObjectKey key, SlicePlan plan) {
    for (EndpointSlice slice : plan.create()) {
      expectations.expectCreations(key, 1);
      try {
        client.resource(slice).create();
      } catch (KubernetesClientException refused) {
        expectations.creationObserved(key);
        if (!PodControl.namespaceIsTerminating(refused)) {
          throw refused;
        }
      }
    }
    for (EndpointSlice slice : plan.update()) {
      client.resource(slice).update();
    }
    for (EndpointSlice slice : plan.delete()) {
      Deletions.delete(
          client,
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
}
