package io.navarch.controller.garbagecollector;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.navarch.controller.discovery.ServedResource;
import io.navarch.model.client.GatewayClients;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads and writes the metadata of objects of any kind. */
final class GraphObjects {

  private final KubernetesClient metadata;

  /**
   * @param metadata a client that reads metadata only
   */
  GraphObjects(KubernetesClient metadata) {
    this.metadata = metadata;
  }

  /** The object as the gateway has it now; null when there is none of that uid. */
  @Nullable ObjectMeta fetch(GraphObject object) {
    return fetch(object.resource(), object.namespace(), object.name(), object.uid());
  }

  @Nullable ObjectMeta fetch(ServedResource resource, String namespace, String name, String uid) {
    GenericKubernetesResource found = resource(resource, namespace, name).get();
    return found != null && uid.equals(found.getMetadata().getUid()) ? found.getMetadata() : null;
  }

  /** Takes owner references off; a conflict is left to the next try. */
  void dropOwners(GraphObject object, ObjectMeta latest, Predicate<OwnerReference> drop) {
    List<OwnerReference> kept = latest.getOwnerReferences().stream().filter(drop.negate()).toList();
    if (kept.size() < latest.getOwnerReferences().size()) {
      patch(object, latest, Map.of("ownerReferences", kept));
    }
  }

  /** Lets owners go without waiting for the object. */
  void unblockOwners(GraphObject object, ObjectMeta latest) {
    latest.getOwnerReferences().forEach(owner -> owner.setBlockOwnerDeletion(false));
    patch(object, latest, Map.of("ownerReferences", latest.getOwnerReferences()));
  }

  void dropFinalizer(GraphObject object, ObjectMeta latest, String finalizer) {
    if (latest.getFinalizers().contains(finalizer)) {
      patch(
          object,
          latest,
          Map.of(
              "finalizers",
              latest.getFinalizers().stream().filter(each -> !each.equals(finalizer)).toList()));
    }
  }

  private void patch(GraphObject object, ObjectMeta latest, Map<String, Object> change) {
    Map<String, Object> body = new LinkedHashMap<>(change);
    body.put("resourceVersion", latest.getResourceVersion());
    body.put("uid", latest.getUid());
    try {
      resource(object.resource(), object.namespace(), object.name())
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              metadata.getKubernetesSerialization().asJson(Map.of("metadata", body)));
    } catch (KubernetesClientException refused) {
      if (!GatewayClients.isNotFound(refused)) {
        throw refused;
      }
    }
  }

  private Resource<GenericKubernetesResource> resource(
      ServedResource resource, String namespace, String name) {
    var all = metadata.genericKubernetesResources(resource.context());
    return resource.namespaced() ? all.inNamespace(namespace).withName(name) : all.withName(name);
  }
}
