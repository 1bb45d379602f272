package io.navarch.controller.pod;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import java.util.ArrayList;
import java.util.List;

/** Carries out claims: adopts and releases, and answers what the owner then has. */
public final class ClaimExecutor {

  /** Index of objects without a controller, by namespace. */
  private static final String ORPHANS = "orphans";

  private final KubernetesClient client;

  public ClaimExecutor(KubernetesClient client) {
    this.client = client;
  }

  /** Adds the index that {@link #claim} reads; before the informers start. */
  public static <T extends HasMetadata> void index(SharedIndexInformer<T> informer) {
    Informers.index(
        informer,
        ORPHANS,
        object ->
            Informers.controllerOf(object) == null && object.getMetadata().getNamespace() != null
                ? List.of(object.getMetadata().getNamespace())
                : List.of());
  }

  /** Objects without a controller in a namespace. */
  public static <T> List<T> orphans(SharedIndexInformer<T> informer, String namespace) {
    return informer.getIndexer().byIndex(ORPHANS, namespace);
  }

  /** Claims what the informer knows; adopts only while the gateway still knows the owner. */
  public <T extends HasMetadata> List<T> claim(
      HasMetadata owner, LabelSelector selector, SharedIndexInformer<T> informer) {
    List<T> candidates =
        new ArrayList<>(Informers.controlledBy(informer, owner.getMetadata().getUid()));
    candidates.addAll(orphans(informer, owner.getMetadata().getNamespace()));
    Claims<T> claims = Claims.of(owner, selector, candidates);
    List<T> owned = new ArrayList<>(claims.owned());
    claims.release().forEach(each -> PodControl.release(client, owner, each));
    if (!claims.adopt().isEmpty() && stillThere(owner)) {
      for (T orphan : claims.adopt()) {
        if (adopted(owner, orphan)) {
          owned.add(orphan);
        }
      }
    }
    return owned;
  }

  private boolean adopted(HasMetadata owner, HasMetadata orphan) {
    try {
      PodControl.adopt(client, owner, orphan);
      return true;
    } catch (KubernetesClientException refused) {
      if (GatewayClients.isNotFound(refused)) {
        return false;
      }
      throw refused;
    }
  }

  private boolean stillThere(HasMetadata owner) {
    HasMetadata fresh =
        client
            .genericKubernetesResources(owner.getApiVersion(), owner.getKind())
            .inNamespace(owner.getMetadata().getNamespace())
            .withName(owner.getMetadata().getName())
            .get();
    return fresh != null
        && owner.getMetadata().getUid().equals(fresh.getMetadata().getUid())
        && fresh.getMetadata().getDeletionTimestamp() == null;
  }
}
