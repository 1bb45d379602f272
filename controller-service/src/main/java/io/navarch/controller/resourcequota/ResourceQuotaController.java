package io.navarch.controller.resourcequota;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.discovery.Discovery;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.pod.PodFacts;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * The controller of resource quotas. A quota is looked at when it changes, when an object of its
 * namespace goes or comes to need less, and every five minutes.
 */
public final class ResourceQuotaController {

  private ResourceQuotaController() {}

  /**
   * @param deletions is handed what must be told the namespace of every object that goes
   */
  public static Controller create(
      ControllerContext context, Discovery discovery, Consumer<Consumer<String>> deletions) {
    SharedIndexInformer<ResourceQuota> quotas = context.informers().of(ResourceQuota.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Consumer<String> recount =
        namespace ->
            Informers.inNamespace(quotas, namespace)
                .forEach(quota -> queue.add(ObjectKey.of(quota)));
    quotas.addEventHandler(new QuotaEvents(queue));
    deletions.accept(recount);
    context
        .informers()
        .of(Pod.class)
        .addEventHandler(
            new Lessening<>(
                recount,
                (before, after) -> !PodFacts.finished(before) && PodFacts.finished(after)));
    context
        .informers()
        .of(Service.class)
        .addEventHandler(
            new Lessening<>(
                recount, (before, after) -> !Objects.equals(before.getSpec(), after.getSpec())));
    context
        .informers()
        .of(PersistentVolumeClaim.class)
        .addEventHandler(
            new Lessening<>(
                recount,
                (before, after) -> !Objects.equals(before.getStatus(), after.getStatus())));
    return new KeyedController<>(
        "resourcequota-controller",
        context.concurrency(),
        queue,
        new QuotaReconciler(
            context.client(), new QuotaObjects(context.client(), discovery), context.clock()));
  }

  /** Charges change a quota's status all the time; only what its owner changes matters. */
  private record QuotaEvents(WorkQueue<ObjectKey> queue)
      implements ResourceEventHandler<ResourceQuota> {
    @Override
    public void onAdd(ResourceQuota added) {
      queue.add(ObjectKey.of(added));
    }

    @Override
    public void onUpdate(ResourceQuota before, ResourceQuota after) {
      boolean enforced =
          after.getStatus() != null
              && Objects.equals(after.getSpec().getHard(), after.getStatus().getHard());
      if (!enforced || !Objects.equals(before.getSpec(), after.getSpec())) {
        queue.add(ObjectKey.of(after));
      }
    }

    @Override
    public void onDelete(ResourceQuota gone, boolean finalStateUnknown) {}
  }

  /** Recounts when an object goes, or comes to need less. */
  private record Lessening<T extends HasMetadata>(Consumer<String> recount, BiPredicate<T, T> less)
      implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {}

    @Override
    public void onUpdate(T before, T after) {
      if (less.test(before, after)) {
        recount.accept(after.getMetadata().getNamespace());
      }
    }

    @Override
    public void onDelete(T gone, boolean finalStateUnknown) {
      recount.accept(gone.getMetadata().getNamespace());
    }
  }
}
