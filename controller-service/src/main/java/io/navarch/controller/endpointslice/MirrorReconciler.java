package io.navarch.controller.endpointslice;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;

/** Keeps the slices that mirror Endpoints as these are. */
record MirrorReconciler(
    SharedIndexInformer<Service> services,
    SharedIndexInformer<Endpoints> endpoints,
    SliceExecutor slices)
    implements Reconciler<ObjectKey> {

  @Override
  public Outcome reconcile(ObjectKey key) {
    if (slices.expectations().met(key)) {
      slices.carryOut(
          key,
          MirrorPlanner.plan(
              Informers.find(services, key),
              Informers.find(endpoints, key),
              slices.ofService(key)));
    }
    return Outcome.DONE;
  }
}
