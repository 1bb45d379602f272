package io.navarch.controller.endpointslice;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Expectations;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.pod.PodFacts;
import io.navarch.controller.pod.Selectors;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.util.Objects;

/** Wires the controllers that tell where a Service leads. */
public final class EndpointControllers {

  private EndpointControllers() {}

  public static Controller slices(ControllerContext context) {
    SharedIndexInformer<Service> services = context.informers().of(Service.class);
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    SharedIndexInformer<Node> nodes = context.informers().of(Node.class);
    SharedIndexInformer<EndpointSlice> slices = context.informers().of(EndpointSlice.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Expectations<ObjectKey> expectations = new Expectations<>(context.clock());
    Informers.onAny(services, service -> queue.add(ObjectKey.of(service)));
    pods.addEventHandler(new PodChanges(services, queue));
    slices.addEventHandler(new SliceChanges(queue, expectations, SlicePlanner.MANAGER));
    return new KeyedController<>(
        "endpointslice-controller",
        context.concurrency(),
        queue,
        new EndpointSliceReconciler(
            services,
            pods,
            nodes,
            new SliceExecutor(context.client(), slices, expectations, SlicePlanner.MANAGER)));
  }

  /** Slices of Endpoints that are made by hand. */
  public static Controller mirroring(ControllerContext context) {
    SharedIndexInformer<Service> services = context.informers().of(Service.class);
    SharedIndexInformer<Endpoints> endpoints = context.informers().of(Endpoints.class);
    SharedIndexInformer<EndpointSlice> slices = context.informers().of(EndpointSlice.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Expectations<ObjectKey> expectations = new Expectations<>(context.clock());
    Informers.onAny(services, service -> queue.add(ObjectKey.of(service)));
    Informers.onAny(endpoints, each -> queue.add(ObjectKey.of(each)));
    slices.addEventHandler(new SliceChanges(queue, expectations, MirrorPlanner.MANAGER));
    return new KeyedController<>(
        "endpointslice-mirroring-controller",
        context.concurrency(),
        queue,
        new MirrorReconciler(
            services,
            endpoints,
            new SliceExecutor(context.client(), slices, expectations, MirrorPlanner.MANAGER)));
  }

  public static Controller endpoints(ControllerContext context) {
    SharedIndexInformer<Service> services = context.informers().of(Service.class);
    SharedIndexInformer<Pod> pods = context.informers().of(Pod.class);
    SharedIndexInformer<Endpoints> endpoints = context.informers().of(Endpoints.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(services, service -> queue.add(ObjectKey.of(service)));
    Informers.onAny(endpoints, each -> queue.add(ObjectKey.of(each)));
    pods.addEventHandler(new PodChanges(services, queue));
    return new KeyedController<>(
        "endpoints-controller",
        context.concurrency(),
        queue,
        new EndpointsReconciler(context, services, pods, endpoints));
  }

  /**
   * A pod brings back the Services that select it, or selected it before, when it matters to them.
   */
  private record PodChanges(SharedIndexInformer<Service> services, WorkQueue<ObjectKey> queue)
      implements ResourceEventHandler<Pod> {

    @Override
    public void onAdd(Pod pod) {
      enqueue(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      boolean relabeled =
          !Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels());
      if (relabeled) {
        enqueue(before);
      }
      if (relabeled || matters(before, after)) {
        enqueue(after);
      }
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
      enqueue(pod);
    }

    private void enqueue(Pod pod) {
      for (Service service : Informers.inNamespace(services, pod.getMetadata().getNamespace())) {
        if (service.getSpec() != null
            && Selectors.matchesMap(
                service.getSpec().getSelector(), pod.getMetadata().getLabels())) {
          queue.add(ObjectKey.of(service));
        }
      }
    }

    private static boolean matters(Pod before, Pod after) {
      return PodFacts.ready(before) != PodFacts.ready(after)
          || PodFacts.terminating(before) != PodFacts.terminating(after)
          || PodFacts.finished(before) != PodFacts.finished(after)
          || !Objects.equals(PodFacts.nodeName(before), PodFacts.nodeName(after))
          || !Objects.equals(
              before.getStatus() == null ? null : before.getStatus().getPodIPs(),
              after.getStatus() == null ? null : after.getStatus().getPodIPs())
          || !Objects.equals(
              before.getStatus() == null ? null : before.getStatus().getPodIP(),
              after.getStatus() == null ? null : after.getStatus().getPodIP());
    }
  }

  private record SliceChanges(
      WorkQueue<ObjectKey> queue, Expectations<ObjectKey> expectations, String manager)
      implements ResourceEventHandler<EndpointSlice> {

    @Override
    public void onAdd(EndpointSlice slice) {
      String service = SliceExecutor.serviceOf(slice, manager);
      if (service != null) {
        ObjectKey key = new ObjectKey(slice.getMetadata().getNamespace(), service);
        expectations.creationObserved(key);
        queue.add(key);
      }
    }

    @Override
    public void onUpdate(EndpointSlice before, EndpointSlice after) {
      enqueue(before);
      enqueue(after);
    }

    @Override
    public void onDelete(EndpointSlice slice, boolean finalStateUnknown) {
      enqueue(slice);
    }

    private void enqueue(EndpointSlice slice) {
      String service = SliceExecutor.serviceOf(slice, manager);
      if (service != null) {
        queue.add(new ObjectKey(slice.getMetadata().getNamespace(), service));
      }
    }
  }
}
