package io.navarch.controller.protection;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.util.function.Predicate;

/**
 * Sets and takes off the finalizer of one kind.
 *
 * @param isUsed whether somebody still uses an object that is going
 */
record ProtectionReconciler<T extends HasMetadata>(
    KubernetesClient client, SharedIndexInformer<T> objects, String finalizer, Predicate<T> isUsed)
    implements Reconciler<ObjectKey> {

  @Override
  public Outcome reconcile(ObjectKey key) {
    T object = Informers.find(objects, key);
    if (object == null) {
      return Outcome.DONE;
    }
    switch (ProtectionPlan.of(object, finalizer)) {
      case SETTLED -> {
        // Nothing to do.
      }
      case PROTECT -> patch(object, "\"finalizers\":[\"" + finalizer + "\"]");
      case RELEASE_IF_UNUSED -> {
        if (!isUsed.test(object)) {
          patch(object, "\"$deleteFromPrimitiveList/finalizers\":[\"" + finalizer + "\"]");
        }
      }
    }
    return Outcome.DONE;
  }

  private void patch(T object, String change) {
    client
        .resource(object)
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"metadata\":{" + change + ",\"uid\":\"" + object.getMetadata().getUid() + "\"}}");
  }
}
