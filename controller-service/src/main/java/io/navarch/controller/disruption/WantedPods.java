package io.navarch.controller.disruption;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.discovery.Discovery;
import io.navarch.controller.discovery.ServedResource;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many pods the controllers of some pods want, by their scale. */
final class WantedPods {
  private static final Duration DISCOVERY_AGE = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final Discovery discovery;
  private final SharedIndexInformer<ReplicaSet> replicaSets;

  WantedPods(
      KubernetesClient client, Discovery discovery, SharedIndexInformer<ReplicaSet> replicaSets) {
    this.client = client;
    this.discovery = discovery;
    this.replicaSets = replicaSets;
  }

  /** Some pods have controllers of which nobody knows how many pods they want. */
  static final class UnknownScale extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownScale(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @throws UnknownScale in the words of the Kubernetes API
   */
  int count(List<Pod> pods) throws UnknownScale {
    Map<String, Integer> byController = new HashMap<>();
    for (Pod pod : pods) {
      OwnerReference owner = controller(pod);
      if (owner != null && !byController.containsKey(owner.getUid())) {
        byController.put(owner.getUid(), scale(pod.getMetadata().getNamespace(), owner));
      }
    }
    return byController.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The pod's controller, or the Deployment that controls it in turn. */
  private @Nullable OwnerReference controller(Pod pod) {
    OwnerReference owner = Informers.controllerOf(pod);
    if (owner == null || !owner.getKind().equals("ReplicaSet")) {
      return owner;
    }
    ReplicaSet set =
        Informers.find(
            replicaSets, new ObjectKey(pod.getMetadata().getNamespace(), owner.getName()));
    OwnerReference above = set == null ? null : Informers.controllerOf(set);
    return above == null ? owner : above;
  }

  private int scale(String namespace, OwnerReference owner) throws UnknownScale {
    ServedResource resource =
        discovery.served(DISCOVERY_AGE).resources().stream()
            .filter(r -> r.kind().equals(owner.getKind()))
            .filter(r -> r.group().equals(group(owner.getApiVersion())))
            .findFirst()
            .orElseThrow(
                () -> new UnknownScale("no resource of kind " + owner.getKind() + " is served"));
    try {
      String answer = client.raw(resource.path(namespace) + "/" + owner.getName() + "/scale");
      ApiObject scale = ApiObject.read(String.valueOf(answer).getBytes(StandardCharsets.UTF_8));
      return scale.at("spec", "replicas") instanceof Number n ? n.intValue() : 0;
    } catch (KubernetesClientException refused) {
      if (GatewayClients.isNotFound(refused)) {
        throw new UnknownScale(
            resource.groupResource() + " does not implement the scale subresource");
      }
      throw refused;
    }
  }

  private static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }
}
