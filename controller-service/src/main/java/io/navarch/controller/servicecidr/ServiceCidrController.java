package io.navarch.controller.servicecidr;

import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;

/** The controller of ServiceCIDRs. */
public final class ServiceCidrController {

  private ServiceCidrController() {}

  public static Controller create(ControllerContext context) {
    SharedIndexInformer<ServiceCIDR> ranges = context.informers().of(ServiceCIDR.class);
    SharedIndexInformer<IPAddress> addresses = context.informers().of(IPAddress.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(
        ranges, _ -> ranges.getStore().list().forEach(range -> queue.add(ObjectKey.of(range))));
    Informers.onAny(
        addresses,
        _ ->
            ranges.getStore().list().stream()
                .filter(range -> range.getMetadata().getDeletionTimestamp() != null)
                .forEach(range -> queue.add(ObjectKey.of(range))));
    return new KeyedController<>(
        "service-cidr-controller", 1, queue, new ServiceCidrReconciler(context, ranges, addresses));
  }
}
