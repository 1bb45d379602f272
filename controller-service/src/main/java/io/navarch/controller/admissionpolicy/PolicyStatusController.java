package io.navarch.controller.admissionpolicy;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;

/** Wires the controller of validating admission policies' status. */
public final class PolicyStatusController {

  private PolicyStatusController() {}

  public static Controller create(ControllerContext context) {
    SharedIndexInformer<ValidatingAdmissionPolicy> policies =
        context.informers().of(ValidatingAdmissionPolicy.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(policies, policy -> queue.add(ObjectKey.of(policy)));
    return new KeyedController<>(
        "validatingadmissionpolicy-status-controller",
        1,
        queue,
        new TypeCheckReconciler(context.client(), policies));
  }
}
