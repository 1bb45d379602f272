package io.navarch.controller.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.discovery.Discovery;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.time.Duration;

/** Wires the namespace controller. */
public final class NamespaceController {

  private NamespaceController() {}

  /**
   * @param metadata a client that reads metadata only
   */
  public static Controller create(
      ControllerContext context, KubernetesClient metadata, Discovery discovery) {
    SharedIndexInformer<Namespace> namespaces = context.informers().of(Namespace.class);
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    WorkQueue<ObjectKey> queue =
        new WorkQueue<>(Duration.ofMillis(100), Duration.ofMinutes(1), System::nanoTime);
    Informers.onAny(
        namespaces,
        namespace -> {
          if (namespace.getMetadata().getDeletionTimestamp() != null) {
            queue.add(ObjectKey.of(namespace));
          }
        });
    pods.addEventHandler(new LastPodGone(namespaces, pods, queue));
    return new KeyedController<>(
        "namespace-controller",
        context.concurrency(),
        queue,
        new NamespaceReconciler(
            context, namespaces, new NamespaceContent(metadata, discovery, context.clock())));
  }

  /** A terminating namespace need not wait for its next look when its last pod goes. */
  private record LastPodGone(
      SharedIndexInformer<Namespace> namespaces,
      SharedIndexInformer<Pod> pods,
      WorkQueue<ObjectKey> queue)
      implements ResourceEventHandler<Pod> {

    @Override
    public void onAdd(Pod pod) {}

    @Override
    public void onUpdate(Pod before, Pod after) {}

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
      String name = pod.getMetadata().getNamespace();
      Namespace namespace = Informers.find(namespaces, new ObjectKey("", name));
      if (namespace != null
          && namespace.getMetadata().getDeletionTimestamp() != null
          && Informers.inNamespace(pods, name).isEmpty()) {
        queue.add(new ObjectKey("", name));
      }
    }
  }
}
